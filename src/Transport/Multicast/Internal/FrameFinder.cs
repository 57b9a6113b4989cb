using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>Finds the frames in the packets of one source, for <see cref="OverflowPolicy.KeyFrameAware"/>.</summary>
/// <param name="wire">The format of its datagrams.</param>
internal sealed class FrameFinder(MulticastWire wire)
{
    private readonly TransportStreamFrames _transportStream = new();
    private bool _started;
    private bool _ended = true;
    private uint _time;

    /// <summary>Marks the next packet. Called for each that is delivered, in the order of arrival.</summary>
    public FrameMark Mark(in Packet packet) => wire switch
    {
        MulticastWire.Rtp when !TransportStreamFrames.Holds(packet.Payload) => MarkRtp(packet),
        MulticastWire.Rtp or MulticastWire.Raw when TransportStreamFrames.Holds(packet.Payload) =>
            _transportStream.Mark(packet.Payload),
        _ => new FrameMark(packet.Flags, Begins: true, Ends: true),
    };

    private FrameMark MarkRtp(in Packet packet)
    {
        // A new time begins a frame even when the packet with the marker was lost.
        bool begins = !_started || _ended || packet.MediaTime != _time;
        _started = true;
        _ended = packet.EndsFrame;
        _time = packet.MediaTime;
        return new FrameMark(VideoPayload.KindOf(packet.Payload), begins, packet.EndsFrame);
    }
}
