namespace Sockets.Transport.Tests.Support;

/// <summary>Bytes as text, so that a test can be checked against a wire document by eye: "80 0a 1a".</summary>
internal static class Hex
{
    /// <summary>The bytes that pairs of hexadecimal digits stand for. White space between them means nothing.</summary>
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    /// <summary>The same the other way round: lower case, one space between bytes.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        string digits = Convert.ToHexStringLower(bytes);
        return string.Join(' ', digits.Chunk(2).Select(pair => new string(pair)));
    }
}
