using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>Finds the frames in the packets of one source, for <see cref="OverflowPolicy.KeyFrameAware"/>.</summary>
/// <param name="wire">The format of its datagrams.</param>
internal sealed class FrameFinder(MulticastWire wire)
{
    private readonly TransportStreamFrames _transportStream = new();
    private bool _started;
    private bool _ended = true;
    private uint _time;

    /// <summary>
    /// Marks the next part of a packet that belongs to one frame, and gives its length. Called for each packet that is
    /// delivered, in the order of arrival, until nothing is left of it.
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="rest">What is left of its payload.</param>
    /// <param name="mark">Where the part stands.</param>
    public int Next(in Packet packet, ReadOnlySpan<byte> rest, out FrameMark mark)
    {
        bool isMedia = wire is MulticastWire.Rtp or MulticastWire.Raw;
        if (isMedia && TransportStreamFrames.Holds(rest))
        {
            return _transportStream.Next(rest, out mark);
        }

        mark = wire == MulticastWire.Rtp ? MarkRtp(packet) : new FrameMark(packet.Flags, Begins: true, Ends: true);
        return rest.Length;
    }

    private FrameMark MarkRtp(in Packet packet)
    {
        // A new time begins a frame even when the packet with the marker was lost.
        bool begins = !_started || _ended || packet.MediaTime != _time;
        _started = true;
        _ended = packet.EndsFrame;
        _time = packet.MediaTime;
        return new FrameMark(VideoPayload.KindOf(packet.Payload, out bool isAside), begins, packet.EndsFrame, isAside);
    }
}
