using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sockets.Tools.Commands.Input;

/// <summary>Payloads given on the command line.</summary>
internal static class Payload
{
    /// <summary>The UTF-8 bytes of a text, as it stands: there are no escapes.</summary>
    public static byte[] FromText(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Bytes written as pairs of hex digits, with spaces or colons between the bytes if one likes.</summary>
    public static bool TryParseHex(string text, out byte[] payload, [NotNullWhen(false)] out string? error)
    {
        payload = [];
        StringBuilder digits = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiHexDigit(c))
            {
                digits.Append(c);
            }
            else if (c is not (' ' or ':') || digits.Length % 2 != 0)
            {
                error = string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{c}' at position {i + 1} of '{text}' does not belong there: write pairs of hex digits, as in 0a0b or 0a:0b");
                return false;
            }
        }

        if (digits.Length % 2 != 0)
        {
            error = string.Create(
                CultureInfo.InvariantCulture, $"'{text}' has {digits.Length} hex digits, an odd number: each byte is two");
            return false;
        }

        payload = Convert.FromHexString(digits.ToString());
        error = null;
        return true;
    }
}
