using Sockets.Transport.Buffers;
using Sockets.Transport.Multicast.Internal.Queueing;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>Where a pipeline's messages go.</summary>
internal interface IPipelineOutput
{
    /// <summary>A message that came in one datagram, or a frame's part of it. The payload is borrowed.</summary>
    /// <param name="info">What is known about it.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="packets">1; 0 for another part of a datagram that was counted already.</param>
    /// <param name="mark">Where it stands in its source's frames.</param>
    /// <param name="maxAge">Milliseconds after which it is of no use, as the sender says; 0 for ever.</param>
    void Deliver(in MulticastInfo info, ReadOnlySpan<byte> payload, int packets, in FrameMark mark, int maxAge);

    /// <summary>A message that was put together. Its memory belongs to the output from now on.</summary>
    void Deliver(in MulticastInfo info, PooledBuffer buffer, int length, int packets, in FrameMark mark, int maxAge);

    /// <summary>A source came, went or began anew.</summary>
    void OnSource(MulticastSource source, MulticastSourceChange change);
}
