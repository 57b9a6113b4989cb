using System.Text;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>Says what bytes look like that are not TRN1: someone is at the wrong port, and should learn which.</summary>
internal static class ForeignGreeting
{
    private const int Shown = 16;

    public static string Describe(ReadOnlySpan<byte> first)
    {
        string what = LooksLike(first);
        return $"{what} (first bytes: {Show(first)})";
    }

    private static string LooksLike(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith(Preamble.Bytes) => "it looks like TRN1 in clear: this side speaks TLS and the other one does not, so use tcp:// here or tls:// there",
        [0x16, 0x03, ..] => "it looks like TLS: the other side speaks it and this one does not, so use tls:// here or tcp:// there",
        [0x15, 0x03, ..] => "it looks like a TLS alert: the other side speaks TLS and this one does not, so use tls:// here or tcp:// there",
        [0xFF, _, _, _, _, _, _, _, _, 0x7F, ..] => "it looks like ZeroMQ (ZMTP)",
        [0x93, (byte)'T', (byte)'R', (byte)'N', ..] => "it looks like TRN1 in another version or with its line endings converted",
        _ when IsHttp(first) => "it looks like HTTP",
        _ when first.StartsWith("SSH-"u8) => "it looks like SSH",
        _ when IsText(first) => "it looks like text: a line-based protocol needs framing=line",
        _ when LooksLikeHeader(first) => "it looks like TRN1 frames without the preamble",
        _ => "it is no protocol known here; a foreign length-prefixed protocol needs its framing named",
    };

    private static bool IsHttp(ReadOnlySpan<byte> first) =>
        first.StartsWith("GET "u8) || first.StartsWith("POST "u8) || first.StartsWith("HEAD "u8) || first.StartsWith("PUT "u8)
        || first.StartsWith("DELETE "u8) || first.StartsWith("PATCH "u8) || first.StartsWith("HTTP/"u8)
        || first.StartsWith("PRI * "u8) || first.StartsWith("OPTIONS"u8) || first.StartsWith("CONNECT "u8)

        // What a web server says of a request that it cannot even read: a page without a header.
        || first.StartsWith("<!DOCTYPE "u8) || first.StartsWith("<html"u8);

    private static bool IsText(ReadOnlySpan<byte> first)
    {
        foreach (byte b in first)
        {
            if (b is not ((>= 0x20 and < 0x7F) or (byte)'\r' or (byte)'\n' or (byte)'\t'))
            {
                return false;
            }
        }

        return first.Length > 0;
    }

    private static bool LooksLikeHeader(ReadOnlySpan<byte> first) => first.Length >= 8 && first[2] < 2 && first[3] == 0 && first[4] is > 0 and <= 0x10;

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes[..Math.Min(bytes.Length, Shown)])
        {
            text.Append(text.Length == 0 ? "" : " ").Append(b.ToString("x2"));
        }

        return text.ToString();
    }
}
