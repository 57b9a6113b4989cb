namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>A key of 32 bytes as the 40 characters that all CURVE programs show.</summary>
internal static class CurveKeyText
{
    public const int Length = 40;

    public static string Format(ReadOnlySpan<byte> key)
    {
        Span<char> text = stackalloc char[Length];
        Z85.Encode(key, text);
        return new string(text);
    }

    /// <summary>Reads a key.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null when nothing is.</returns>
    public static string? Parse(ReadOnlySpan<char> text, Span<byte> key) => text.Length == Length
        ? Z85.Decode(text, key)
        : $"it has {text.Length} characters, a key has {Length} in Z85{(text.Length == 2 * Sodium.KeyLength ? " (this looks like hexadecimal)" : "")}";
}
