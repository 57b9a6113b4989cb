using System.Runtime.CompilerServices;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>
/// Counts: what is added between two flushes leaves as one number. Made by <see cref="StatsdClient.CreateCounter"/>; for
/// any thread; an addition is some instructions on memory of the thread's own.
/// </summary>
public sealed class StatsdCounter
{
    private readonly CallCells _cells;

    internal StatsdCounter(CounterSource source) => _cells = source.Cells;

    /// <summary>Adds. Never blocks, never throws.</summary>
    /// <param name="count">How many. Less than nothing is sent as it is; statsd_exporter refuses it. Default 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long count = 1) => _cells.Add(count);
}
