using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// The datagrams of one call into the kernel, sealed in memory of their own: what the kernel does not take stays as it was,
/// and is sealed anew when it is offered again.
/// </summary>
/// <param name="format">Seals.</param>
/// <param name="slotLength">The longest datagram.</param>
internal sealed class SealedCopies(IWireFormat format, int slotLength)
{
    private readonly DatagramRange[] _ranges = new DatagramRange[IDatagramSender.MostPerCall];

    /// <summary>The memory of the copies.</summary>
    public byte[] Memory { get; } = GC.AllocateUninitializedArray<byte>(IDatagramSender.MostPerCall * slotLength, pinned: true);

    /// <summary>Copies and seals.</summary>
    /// <param name="memory">Where the datagrams are.</param>
    /// <param name="ranges">Which they are.</param>
    /// <returns>Where the copies lie.</returns>
    public ReadOnlySpan<DatagramRange> Take(byte[] memory, ReadOnlySpan<DatagramRange> ranges)
    {
        for (int i = 0; i < ranges.Length; i++)
        {
            _ranges[i] = new DatagramRange(i * slotLength, ranges[i].Length);
            Span<byte> copy = Memory.AsSpan(i * slotLength, ranges[i].Length);
            memory.AsSpan(ranges[i].Offset, ranges[i].Length).CopyTo(copy);
            format.Seal(copy);
        }

        return _ranges.AsSpan(0, ranges.Length);
    }
}
