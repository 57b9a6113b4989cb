using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockets.Tools.Endpoints;

/// <summary>A framing as an endpoint names it.</summary>
internal sealed record Framing
{
    /// <summary>The value of the key that means our own protocol; the same as leaving the key out.</summary>
    public const string Native = "native";

    public const string Allowed =
        "native, len8, len16be, len16le, len24be, len24le, len32be, len32le, len64be, len64le, "
        + "varint, line, raw, delim:0d0a (bytes in hex), fixed:64 (bytes)";

    // Longer ones are no delimiters any more, and a search for them costs.
    private const int LongestDelimiter = 16;

    private static readonly string[] s_names =
    [
        Native, "len8", "len16be", "len16le", "len24be", "len24le", "len32be", "len32le", "len64be", "len64le",
        "varint", "line", "raw",
    ];

    private Framing(string text, FramingKind kind)
    {
        Text = text;
        Kind = kind;
    }

    /// <summary>As it stands in the endpoint.</summary>
    public string Text { get; }

    public FramingKind Kind { get; }

    /// <summary>Bytes of the length field: 1, 2, 3, 4 or 8; 0 for the other kinds.</summary>
    public int LengthBytes { get; private init; }

    public bool IsLittleEndian { get; private init; }

    /// <summary>What stands behind each frame of the kind <see cref="FramingKind.Delimiter"/>.</summary>
    public ReadOnlyMemory<byte> Delimiter { get; private init; }

    /// <summary>The frame length of the kind <see cref="FramingKind.Fixed"/>.</summary>
    public int FixedLength { get; private init; }

    /// <summary>Reads the value of the key <c>framing</c>. The result is null for <see cref="Native"/>.</summary>
    public static bool TryParse(string text, out Framing? framing, [NotNullWhen(false)] out string? error)
    {
        framing = null;
        error = null;
        if (text == Native)
        {
            return true;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            return TryParseWithParameter(text, text[..colon], text[(colon + 1)..], out framing, out error);
        }

        framing = text switch
        {
            "varint" => new Framing(text, FramingKind.Varint),
            "line" => new Framing(text, FramingKind.Line),
            "raw" => new Framing(text, FramingKind.Raw),
            "len8" => new Framing(text, FramingKind.Length) { LengthBytes = 1 },
            _ when Array.IndexOf(s_names, text) >= 0 => new Framing(text, FramingKind.Length)
            {
                LengthBytes = int.Parse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture) / 8,
                IsLittleEndian = text.EndsWith("le", StringComparison.Ordinal),
            },
            _ => null,
        };
        error = framing is null ? Unknown(text) : null;
        return framing is not null;
    }

    private static bool TryParseWithParameter(
        string text, string name, string parameter, out Framing? framing, [NotNullWhen(false)] out string? error)
    {
        framing = null;
        switch (name)
        {
            case "delim":
                if (parameter.Length is 0 or > (LongestDelimiter * 2) || parameter.Length % 2 != 0
                    || !parameter.All(char.IsAsciiHexDigit))
                {
                    error = $"'{text}': behind delim: stand 1 to {LongestDelimiter} bytes as pairs of hex digits, as in delim:0d0a";
                    return false;
                }

                framing = new Framing(text, FramingKind.Delimiter) { Delimiter = Convert.FromHexString(parameter) };
                error = null;
                return true;
            case "fixed":
                if (!int.TryParse(parameter, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
                {
                    error = $"'{text}': behind fixed: stands the frame length in bytes, as in fixed:64";
                    return false;
                }

                framing = new Framing(text, FramingKind.Fixed) { FixedLength = length };
                error = null;
                return true;
            default:
                error = Unknown(text);
                return false;
        }
    }

    private static string Unknown(string text)
    {
        // The two mistakes worth a sentence of their own: no byte order, and a kind without its parameter.
        if (text is "len16" or "len24" or "len32" or "len64")
        {
            return $"'{text}' does not say the byte order: write {text}be or {text}le";
        }

        if (text is "delim" or "fixed")
        {
            return $"'{text}' needs a parameter: write {(text == "delim" ? "delim:0d0a" : "fixed:64")}";
        }

        string meant = Suggestion.Phrase(text, s_names);
        return meant.Length > 0 ? $"'{text}' is unknown{meant}" : $"'{text}' is unknown: allowed are {Allowed}";
    }
}
