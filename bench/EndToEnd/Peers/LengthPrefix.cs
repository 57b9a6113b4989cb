using System.Buffers.Binary;

namespace Sockets.EndToEnd.Peers;

/// <summary>The framing of the bare legs: 4 bytes of payload length, big endian, then the payload.</summary>
internal static class LengthPrefix
{
    public const int HeaderLength = 4;

    /// <summary>Writes one frame.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, payload.Length);
        payload.CopyTo(destination[HeaderLength..]);
        return HeaderLength + payload.Length;
    }

    /// <summary>Finds the frame at the front.</summary>
    /// <returns>Whether it is whole.</returns>
    public static bool TryRead(ReadOnlySpan<byte> received, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (received.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(received);
        if (received.Length - HeaderLength < length)
        {
            return false;
        }

        payload = received.Slice(HeaderLength, length);
        return true;
    }
}
