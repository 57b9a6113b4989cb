using System.Runtime.CompilerServices;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A sum that many threads add to: each thread has a cell of its own, found by the thread's number. The runtime gives a
/// number to one living thread at a time, so a cell has one writer; a later thread of the same number goes on from there.
/// Totals only grow, and who reads takes differences. Threads beyond the first 256 share one cell with interlocked adds.
/// </summary>
internal sealed class CallCells
{
    private const int MostOwned = 256;

    private readonly Lock _gate = new();
    private readonly CallCell _shared = new();
    private CallCell?[] _owned = [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        CallCell?[] owned = _owned;
        int thread = Environment.CurrentManagedThreadId;
        if ((uint)thread < (uint)owned.Length && owned[thread] is { } cell)
        {
            cell.Add(value);
        }
        else
        {
            AddSlow(thread, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        CallCell?[] owned = _owned;
        int thread = Environment.CurrentManagedThreadId;
        if ((uint)thread < (uint)owned.Length && owned[thread] is { } cell)
        {
            cell.Add(value);
        }
        else
        {
            AddSlow(thread, value);
        }
    }

    /// <summary>
    /// The totals so far. The sums may be ahead of the calls by what is added meanwhile, and the other way round; a later
    /// reading has both.
    /// </summary>
    public void Read(out long whole, out double real, out long calls)
    {
        whole = _shared.Whole;
        real = _shared.Real;
        calls = _shared.Calls;
        foreach (CallCell? cell in Volatile.Read(ref _owned))
        {
            if (cell is not null)
            {
                calls += cell.Calls;
                whole = unchecked(whole + cell.Whole);
                real += cell.Real;
            }
        }
    }

    private void AddSlow(int thread, long value)
    {
        if (thread < MostOwned)
        {
            Own(thread).Add(value);
        }
        else
        {
            _shared.AddShared(value);
        }
    }

    private void AddSlow(int thread, double value)
    {
        if (thread < MostOwned)
        {
            Own(thread).Add(value);
        }
        else
        {
            _shared.AddShared(value);
        }
    }

    private CallCell Own(int thread)
    {
        lock (_gate)
        {
            CallCell?[] owned = _owned;
            if (thread >= owned.Length)
            {
                Array.Resize(ref owned, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)thread + 1));
            }

            CallCell cell = owned[thread] ??= new CallCell();
            Volatile.Write(ref _owned, owned);
            return cell;
        }
    }
}
