using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// Tells what an RTP payload of video is to a decoder, for H.264 (RFC 6184) and H.265 (RFC 7798) alike, from the header
/// of its unit, or of the first one in it that says anything about the frame.
/// </summary>
internal static class VideoPayload
{
    // H.264: the type in the lower five bits of the first byte, the reference bits above it.
    private const int Idr = 5;
    private const int Supplemental = 6;
    private const int SequenceSet = 7;
    private const int PictureSet = 8;
    private const int Delimiter = 9;
    private const int Filler = 12;
    private const int Aggregate = 24;
    private const int FragmentUnit = 28;

    // H.265: the type in six bits below the top one.
    private const int FirstIntra = 16;
    private const int LastIntra = 21;
    private const int FirstSet = 32;
    private const int LastSet = 34;
    private const int Delimiter5 = 35;
    private const int Filler5 = 38;
    private const int SupplementalBefore5 = 39;
    private const int SupplementalBehind5 = 40;
    private const int Aggregate5 = 48;
    private const int FragmentUnit5 = 49;

    private const int LengthSize = sizeof(ushort);

    /// <summary>What the packet's frame is, as far as this packet says.</summary>
    /// <param name="payload">The payload of a packet.</param>
    /// <param name="isAside">Whether it says nothing: a delimiter or supplemental information, which any frame may begin with.</param>
    public static MulticastFlags KindOf(ReadOnlySpan<byte> payload, out bool isAside)
    {
        isAside = false;
        if (payload.Length < 3)
        {
            return MulticastFlags.None;
        }

        // Nothing in the packet says which of the two it is. An H.265 unit of the base layer has an even first byte and a
        // second byte from 1 to 7.
        return LooksLikeH265(payload) ? KindOfH265(payload, out isAside) : KindOfH264(payload, out isAside);
    }

    private static bool LooksLikeH265(ReadOnlySpan<byte> payload)
    {
        int type = payload[0] >> 1 & 0x3F;
        bool known = type is <= 9 or (>= FirstIntra and <= LastIntra) or (>= FirstSet and <= 40) or Aggregate5 or FragmentUnit5;
        bool fits = known && (payload[0] & 0x81) == 0 && (payload[1] & 0xF8) == 0 && (payload[1] & 7) != 0;

        // What is left of H.264 that looks like this is supplemental information. Its usual kinds, 1 and from 4 on, would
        // be slices of a sub-layer that cannot be (1), or that nobody has that many of.
        return fits && !(payload[0] == Supplemental && payload[1] is not (2 or 3));
    }

    private static MulticastFlags KindOfH264(ReadOnlySpan<byte> payload, out bool isAside)
    {
        int type = payload[0] & 0x1F;
        bool isReferred = (payload[0] & 0x60) != 0;
        if (type == FragmentUnit)
        {
            type = payload[1] & 0x1F;
        }
        else if (type == Aggregate)
        {
            ReadOnlySpan<byte> units = payload[1..];
            while (TryNext(ref units, out ReadOnlySpan<byte> unit))
            {
                type = unit[0] & 0x1F;
                if (!IsAside(type))
                {
                    break;
                }
            }
        }

        isAside = IsAside(type);
        if (type is Idr or SequenceSet or PictureSet)
        {
            return MulticastFlags.Key;
        }

        return type is >= 1 and <= 4 && !isReferred ? MulticastFlags.Discardable : MulticastFlags.None;

        static bool IsAside(int type) => type is Supplemental or Delimiter or Filler;
    }

    private static MulticastFlags KindOfH265(ReadOnlySpan<byte> payload, out bool isAside)
    {
        int type = payload[0] >> 1 & 0x3F;
        if (type == FragmentUnit5)
        {
            type = payload[2] & 0x3F;
        }
        else if (type == Aggregate5)
        {
            ReadOnlySpan<byte> units = payload[2..];
            while (TryNext(ref units, out ReadOnlySpan<byte> unit))
            {
                type = unit[0] >> 1 & 0x3F;
                if (!IsAside(type))
                {
                    break;
                }
            }
        }

        isAside = IsAside(type);
        if (type is (>= FirstIntra and <= LastIntra) or (>= FirstSet and <= LastSet))
        {
            return MulticastFlags.Key;
        }

        // Types up to 9 with an even number are sub-layer pictures to which nothing in their layer refers.
        return type <= 9 && type % 2 == 0 ? MulticastFlags.Discardable : MulticastFlags.None;

        static bool IsAside(int type) => type is Delimiter5 or Filler5 or SupplementalBefore5 or SupplementalBehind5;
    }

    /// <summary>Takes the next unit of an aggregate: its length, and so many bytes.</summary>
    private static bool TryNext(ref ReadOnlySpan<byte> units, out ReadOnlySpan<byte> unit)
    {
        unit = default;
        if (units.Length <= LengthSize)
        {
            return false;
        }

        int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(units), units.Length - LengthSize);
        unit = units.Slice(LengthSize, length);
        units = units[(LengthSize + length)..];
        return length > 0;
    }
}
