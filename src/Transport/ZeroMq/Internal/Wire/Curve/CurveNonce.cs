using System.Buffers.Binary;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// The 24 bytes that make each box of a key another one: what the box is for, and a number that counts up in each direction, or
/// 16 random bytes.
/// </summary>
internal static class CurveNonce
{
    /// <summary>The length of a number on the wire.</summary>
    public const int NumberLength = sizeof(ulong);

    /// <summary>The length of random bytes on the wire.</summary>
    public const int RandomLength = 16;

    public static ReadOnlySpan<byte> Hello => "CurveZMQHELLO---"u8;

    public static ReadOnlySpan<byte> Welcome => "WELCOME-"u8;

    public static ReadOnlySpan<byte> Cookie => "COOKIE--"u8;

    public static ReadOnlySpan<byte> Initiate => "CurveZMQINITIATE"u8;

    public static ReadOnlySpan<byte> Vouch => "VOUCH---"u8;

    public static ReadOnlySpan<byte> Ready => "CurveZMQREADY---"u8;

    public static ReadOnlySpan<byte> ClientMessage => "CurveZMQMESSAGEC"u8;

    public static ReadOnlySpan<byte> ServerMessage => "CurveZMQMESSAGES"u8;

    /// <summary>Puts together a purpose of 16 bytes and a number, or one of 8 bytes and the random bytes.</summary>
    /// <param name="destination">24 bytes.</param>
    /// <param name="purpose">What the box is for.</param>
    /// <param name="rest">What stands on the wire.</param>
    /// <returns>The destination.</returns>
    public static ReadOnlySpan<byte> Write(Span<byte> destination, ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> rest)
    {
        purpose.CopyTo(destination);
        rest.CopyTo(destination[purpose.Length..]);
        return destination;
    }

    /// <summary>Reads a number.</summary>
    /// <param name="wire">Where it stands.</param>
    /// <param name="last">The last one of that direction.</param>
    /// <param name="command">In what it stands.</param>
    /// <exception cref="ProtocolViolationException">It is not above the last one.</exception>
    public static ulong ReadNext(ReadOnlySpan<byte> wire, ulong last, string command)
    {
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(wire);
        return number > last
            ? number
            : throw new ProtocolViolationException(
                $"The peer's {command} has number {number}, which is not above {last}: it was sent before, or in another order.");
    }
}
