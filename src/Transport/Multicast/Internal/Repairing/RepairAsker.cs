using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Sources;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>Asks senders for what is missing, source by source.</summary>
/// <param name="format">Writes the requests.</param>
/// <param name="output">Sends them.</param>
internal sealed class RepairAsker(RepairRequestFormat format, IRequestOutput output) : IDisposable
{
    private readonly RepairRange[] _ranges = new RepairRange[RepairRange.MostPerRequest];
    private readonly byte[] _datagram = new byte[RepairRequestFormat.MostLength];

    /// <summary>Asks for what is due.</summary>
    public void Ask(SourceState source, MissingNumbers missing, long now, long wallNanoseconds, ref ReceiveCounters counters)
    {
        int count = missing.TakeDue(source.Numbers.Current, now, _ranges);
        if (count == 0)
        {
            return;
        }

        int length = format.Write(_datagram, (ushort)source.Key.Stream, source.Epoch, _ranges.AsSpan(0, count), wallNanoseconds);
        if (!output.TrySend(_datagram.AsSpan(0, length), source.Sender))
        {
            missing.OnRefused(now);
            return;
        }

        counters.RequestsSent++;
        foreach (RepairRange range in _ranges.AsSpan(0, count))
        {
            counters.NumbersRequested += range.Count;
        }
    }

    public void Dispose() => output.Dispose();
}
