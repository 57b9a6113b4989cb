using System.Runtime.InteropServices;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// Running totals that one thread alone adds to, so that an addition is a load, an add and a store. Others only read. The
/// numbers lie in a cache line of their own, with an empty one on either side for the prefetcher's pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal sealed class CallCell
{
    [FieldOffset(64)]
    private long _whole;

    [FieldOffset(72)]
    private double _real;

    [FieldOffset(80)]
    private long _calls;

    public long Whole => Volatile.Read(ref _whole);

    public double Real => Volatile.Read(ref _real);

    public long Calls => Volatile.Read(ref _calls);

    /// <summary>By the one thread that owns the cell.</summary>
    public void Add(long value)
    {
        Volatile.Write(ref _whole, _whole + value);
        Volatile.Write(ref _calls, _calls + 1);
    }

    /// <summary>By the one thread that owns the cell.</summary>
    public void Add(double value)
    {
        Volatile.Write(ref _real, _real + value);
        Volatile.Write(ref _calls, _calls + 1);
    }

    /// <summary>By any thread.</summary>
    public void AddShared(long value)
    {
        Interlocked.Add(ref _whole, value);
        Interlocked.Increment(ref _calls);
    }

    /// <summary>By any thread.</summary>
    public void AddShared(double value)
    {
        double seen = Volatile.Read(ref _real);
        double found;
        while ((found = Interlocked.CompareExchange(ref _real, seen + value, seen)) != seen)
        {
            seen = found;
        }

        Interlocked.Increment(ref _calls);
    }
}
