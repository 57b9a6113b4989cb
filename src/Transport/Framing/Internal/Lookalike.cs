namespace Sockets.Transport.Framing.Internal;

/// <summary>
/// Tells from the first bytes that could not be a frame what they may be instead. Most such streams come from a peer
/// that speaks something else, and a length read from its greeting says nothing to whoever has to find that out.
/// </summary>
internal static class Lookalike
{
    /// <summary>Fewer bytes than these say nothing.</summary>
    private const int Enough = 3;

    /// <summary>Text is told by so many bytes, or by what has arrived of them if that is at least half.</summary>
    private const int EnoughText = 8;

    /// <summary>A sentence with a space before it, or an empty string.</summary>
    public static string Hint(ReadOnlySpan<byte> start)
    {
        string? name = ProtocolOf(start) ?? (IsText(start) ? $"text: {ByteText.Quote(start)}" : null);
        return name is null ? "" : $" It looks like {name}.";
    }

    /// <summary>The protocol that begins so, and what to do where that is known; null for none known here.</summary>
    public static string? ProtocolOf(ReadOnlySpan<byte> start)
    {
        if (start.Length < Enough)
        {
            return null;
        }

        // RFC 8446, 5.1: content type 20 to 23 and the legacy version 03 00 to 03 04.
        if (start[0] is >= 20 and <= 23 && start[1] == 3 && start[2] <= 4)
        {
            return "TLS, and this side does not speak it: use tls:// here or tcp:// there";
        }

        // ZMTP 3.1, greeting: FF, eight bytes of padding, 7F.
        if (start.Length >= 10 && start[0] == 0xFF && start[9] == 0x7F)
        {
            return "ZeroMQ (ZMTP)";
        }

        if (IsHttp(start))
        {
            return $"HTTP: {ByteText.Quote(start)}";
        }

        if (Begins(start, "SSH-"u8))
        {
            return $"SSH: {ByteText.Quote(start)}";
        }

        // The PROXY protocol, versions 1 and 2.
        if (Begins(start, "PROXY "u8) || Begins(start, "\r\n\r\n\0\r\nQUIT\n"u8))
        {
            return "a PROXY protocol header";
        }

        return null;
    }

    private static bool IsHttp(ReadOnlySpan<byte> start) =>
        Begins(start, "HTTP/"u8) || Begins(start, "GET "u8) || Begins(start, "POST "u8) || Begins(start, "PUT "u8) ||
        Begins(start, "HEAD "u8) || Begins(start, "DELETE "u8) || Begins(start, "OPTIONS "u8) ||
        Begins(start, "PATCH "u8) || Begins(start, "CONNECT "u8) || Begins(start, "PRI * HTTP/2"u8) ||

        // What a web server says of a request that it cannot even read: a page without a header.
        Begins(start, "<!DOCTYPE "u8) || Begins(start, "<html"u8);

    private static bool IsText(ReadOnlySpan<byte> start) =>
        start.Length >= EnoughText / 2 && ByteText.IsText(start[..Math.Min(start.Length, EnoughText)]);

    /// <summary>Whether as much as has arrived agrees with the signature.</summary>
    private static bool Begins(ReadOnlySpan<byte> start, ReadOnlySpan<byte> signature)
    {
        int length = Math.Min(start.Length, signature.Length);
        return start[..length].SequenceEqual(signature[..length]);
    }
}
