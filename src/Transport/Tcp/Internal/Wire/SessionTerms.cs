using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>What one side takes and promises; HELLO and WELCOME carry it at the same places, bytes 2 to 15 and 24 to 31.</summary>
/// <param name="HeartbeatMilliseconds">This side is heard at least this often.</param>
/// <param name="MaxFrame">The longest frame payload this side takes.</param>
/// <param name="MaxMessage">The longest message this side takes.</param>
/// <param name="CreditBytes">The window: bytes this side takes before it grants more, headers included.</param>
/// <param name="CreditMessages">The window in messages.</param>
internal readonly record struct SessionTerms(
    ushort HeartbeatMilliseconds, uint MaxFrame, uint MaxMessage, ulong CreditBytes, uint CreditMessages)
{
    /// <summary>The smallest frame limit a peer may announce: below, headers outweigh what they carry.</summary>
    public const uint SmallestMaxFrame = 256;

    /// <summary>Whether a peer can be served under these terms.</summary>
    public bool MakeSense => MaxFrame >= SmallestMaxFrame && MaxMessage > 0 && HeartbeatMilliseconds > 0
        && CreditBytes is > 0 and <= int.MaxValue && CreditMessages is > 0 and <= int.MaxValue;

    public static SessionTerms Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], HeartbeatMilliseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], MaxFrame);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], MaxMessage);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], CreditMessages);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], CreditBytes);
    }
}
