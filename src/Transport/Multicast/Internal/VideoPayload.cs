namespace Sockets.Transport.Multicast.Internal;

/// <summary>
/// Tells what an RTP payload of video is to a decoder, for H.264 (RFC 6184) and H.265 (RFC 7798) alike, from the header
/// of its unit, or of the first one in it.
/// </summary>
internal static class VideoPayload
{
    // H.264: the type in the lower five bits of the first byte, the reference bits above it.
    private const int Idr = 5;
    private const int SequenceSet = 7;
    private const int PictureSet = 8;
    private const int Aggregate = 24;
    private const int FragmentUnit = 28;

    // H.265: the type in six bits below the top one.
    private const int FirstIntra = 16;
    private const int LastIntra = 21;
    private const int FirstSet = 32;
    private const int LastSet = 34;
    private const int Aggregate5 = 48;
    private const int FragmentUnit5 = 49;

    /// <summary>What the packet's frame is, as far as this packet says.</summary>
    public static MulticastFlags KindOf(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 3)
        {
            return MulticastFlags.None;
        }

        // Nothing in the packet says which it is. An H.265 unit of the base layer has an even first byte and a second
        // byte from 1 to 7; an H.264 unit that looks like that is supplemental information, which is the same in both.
        return LooksLikeH265(payload) ? KindOfH265(payload) : KindOfH264(payload);
    }

    private static bool LooksLikeH265(ReadOnlySpan<byte> payload)
    {
        int type = payload[0] >> 1 & 0x3F;
        bool known = type is <= 9 or (>= FirstIntra and <= LastIntra) or (>= FirstSet and <= 40) or Aggregate5 or FragmentUnit5;
        return known && (payload[0] & 0x81) == 0 && (payload[1] & 0xF8) == 0 && (payload[1] & 7) != 0;
    }

    private static MulticastFlags KindOfH264(ReadOnlySpan<byte> payload)
    {
        int type = payload[0] & 0x1F;
        if (type == FragmentUnit)
        {
            type = payload[1] & 0x1F;
        }
        else if (type == Aggregate)
        {
            type = payload.Length > 3 ? payload[3] & 0x1F : 0;
        }

        if (type is Idr or SequenceSet or PictureSet)
        {
            return MulticastFlags.Key;
        }

        bool isReferred = (payload[0] & 0x60) != 0;
        return type is >= 1 and <= 4 && !isReferred ? MulticastFlags.Discardable : MulticastFlags.None;
    }

    private static MulticastFlags KindOfH265(ReadOnlySpan<byte> payload)
    {
        int type = payload[0] >> 1 & 0x3F;
        if (type == FragmentUnit5)
        {
            type = payload[2] & 0x3F;
        }
        else if (type == Aggregate5)
        {
            type = payload.Length > 4 ? payload[4] >> 1 & 0x3F : 0;
        }

        if (type is (>= FirstIntra and <= LastIntra) or (>= FirstSet and <= LastSet))
        {
            return MulticastFlags.Key;
        }

        // Types up to 9 with an even number are sub-layer pictures to which nothing in their layer refers.
        return type <= 9 && type % 2 == 0 ? MulticastFlags.Discardable : MulticastFlags.None;
    }
}
