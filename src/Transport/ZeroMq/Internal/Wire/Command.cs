namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// The body of a command frame: <c>name-length(1) name data</c>. Nothing stands between name and data.
/// </summary>
internal static class Command
{
    public static ReadOnlySpan<byte> Ready => "READY"u8;

    public static ReadOnlySpan<byte> Error => "ERROR"u8;

    public static ReadOnlySpan<byte> Hello => "HELLO"u8;

    public static ReadOnlySpan<byte> Welcome => "WELCOME"u8;

    public static ReadOnlySpan<byte> Initiate => "INITIATE"u8;

    public static ReadOnlySpan<byte> Subscribe => "SUBSCRIBE"u8;

    public static ReadOnlySpan<byte> Cancel => "CANCEL"u8;

    public static ReadOnlySpan<byte> Ping => "PING"u8;

    public static ReadOnlySpan<byte> Pong => "PONG"u8;

    /// <summary>The length of the whole frame.</summary>
    public static int LengthOf(ReadOnlySpan<byte> name, int dataLength)
    {
        int body = 1 + name.Length + dataLength;
        return FrameHeader.SizeFor(body) + body;
    }

    /// <summary>Writes the whole frame.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        int at = FrameHeader.Write(destination, FrameFlags.Command, 1 + name.Length + data.Length);
        destination[at++] = (byte)name.Length;
        name.CopyTo(destination[at..]);
        at += name.Length;
        data.CopyTo(destination[at..]);
        return at + data.Length;
    }

    /// <summary>Reads a frame's body.</summary>
    /// <exception cref="ProtocolViolationException">There is no name, or it does not fit.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> data)
    {
        if (body.IsEmpty || body[0] == 0 || body[0] > body.Length - 1)
        {
            throw new ProtocolViolationException(
                $"The peer sent a command of {body.Length} bytes without a whole name in it: {WireText.Show(body)}.");
        }

        int end = 1 + body[0];
        data = body[end..];
        return body[1..end];
    }
}
