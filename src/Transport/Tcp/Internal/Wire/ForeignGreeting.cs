using Sockets.Transport.Framing.Internal;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>Says what bytes look like that are not TRN1: someone is at the wrong port, and should learn which.</summary>
internal static class ForeignGreeting
{
    /// <summary>Without capital and full stop, for the end of a sentence.</summary>
    public static string Describe(ReadOnlySpan<byte> first) => $"{LooksLike(first)} (first bytes: {ByteText.Hex(first)})";

    private static string LooksLike(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith(Preamble.Bytes) => "it looks like TRN1 in clear: this side speaks TLS and the other one does not, so use tcp:// here or tls:// there",
        [0x93, (byte)'T', (byte)'R', (byte)'N', ..] => "it looks like TRN1 in another version or with its line endings converted",
        _ when Lookalike.ProtocolOf(first) is { } protocol => $"it looks like {protocol}",
        [_, ..] when ByteText.IsText(first) => "it looks like text: a line-based protocol needs framing=line",
        _ when LooksLikeHeader(first) => "it looks like TRN1 frames without the preamble",
        _ => "it is no protocol known here; a foreign length-prefixed protocol needs its framing named",
    };

    private static bool LooksLikeHeader(ReadOnlySpan<byte> first) => first.Length >= 8 && first[2] < 2 && first[3] == 0 && first[4] is > 0 and <= 0x10;
}
