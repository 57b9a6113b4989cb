namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// Finds the frames of the video in MPEG-TS datagrams (ISO 13818-1). A frame begins with the packet that starts a
/// packetised unit of the video, and with what others sent just before it (tables, sound); it is a key frame if that packet
/// allows random access. A datagram in which one frame ends and another begins has a part of each.
/// </summary>
internal sealed class TransportStreamFrames
{
    /// <summary>The length of a packet of the transport stream.</summary>
    public const int PacketLength = 188;

    private const byte Sync = 0x47;
    private const int StartBit = 0x40;
    private const int AdaptationBit = 0x20;
    private const int PayloadBit = 0x10;
    private const int RandomAccessBit = 0x40;
    private const int FirstVideo = 0xE0;
    private const int LastVideo = 0xEF;

    private int _video = -1;

    /// <summary>Whether a payload is packets of a transport stream.</summary>
    public static bool Holds(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Length % PacketLength != 0)
        {
            return false;
        }

        for (int at = 0; at < payload.Length; at += PacketLength)
        {
            if (payload[at] != Sync)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Marks the part of a datagram that belongs to one frame, and gives its length.</summary>
    /// <param name="payload">What is left of the datagram: whole packets.</param>
    /// <param name="mark">Where the part stands.</param>
    public int Next(ReadOnlySpan<byte> payload, out FrameMark mark)
    {
        // Nothing says where a frame ends but the next one's beginning.
        mark = new FrameMark(MulticastFlags.None, Begins: false, Ends: false);
        int end = 0;
        for (int at = 0; at < payload.Length; at += PacketLength)
        {
            ReadOnlySpan<byte> packet = payload.Slice(at, PacketLength);
            if (BeginsVideoFrame(packet))
            {
                if (end > 0)
                {
                    return end;
                }

                mark = new FrameMark(AllowsRandomAccess(packet) ? MulticastFlags.Key : MulticastFlags.None, Begins: true, Ends: false);
            }

            // What is not video goes with the frame behind it, if that begins in this datagram too.
            end = IsVideo(packet) ? at + PacketLength : end;
        }

        return payload.Length;
    }

    private static bool AllowsRandomAccess(ReadOnlySpan<byte> packet) =>
        (packet[3] & AdaptationBit) != 0 && packet[4] > 0 && (packet[5] & RandomAccessBit) != 0;

    private bool BeginsVideoFrame(ReadOnlySpan<byte> packet)
    {
        if ((packet[1] & StartBit) == 0 || (packet[3] & PayloadBit) == 0)
        {
            return false;
        }

        int start = 4 + ((packet[3] & AdaptationBit) != 0 ? packet[4] + 1 : 0);
        if (start + 4 > PacketLength || packet[start] != 0 || packet[start + 1] != 0 || packet[start + 2] != 1
            || packet[start + 3] is < FirstVideo or > LastVideo)
        {
            return false;
        }

        // The first video found is the one whose frames are kept whole.
        _video = _video < 0 ? PidOf(packet) : _video;
        return IsVideo(packet);
    }

    private bool IsVideo(ReadOnlySpan<byte> packet) => PidOf(packet) == _video;

    private static int PidOf(ReadOnlySpan<byte> packet) => (packet[1] & 0x1F) << 8 | packet[2];
}
