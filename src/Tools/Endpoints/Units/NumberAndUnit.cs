using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>A plain decimal number followed by its unit: what sizes, rates and durations have in common.</summary>
internal readonly record struct NumberAndUnit(decimal Number, string Unit)
{
    // Above this no product with a unit overflows a decimal, and nothing anybody measures is larger.
    private const decimal Largest = 1_000_000_000_000_000m;

    public static bool TryParse(string text, out NumberAndUnit value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        if (end == 0)
        {
            error = text.StartsWith('-')
                ? $"'{text}' is negative"
                : $"'{text}' does not begin with a number";
            return false;
        }

        if (end < text.Length && text[end] is (',' or '_'))
        {
            error = $"'{text}' has a separator: write the digits without one";
            return false;
        }

        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || text[end - 1] == '.')
        {
            error = $"'{text[..end]}' is not a number";
            return false;
        }

        if (number > Largest)
        {
            error = $"'{text}' is too large";
            return false;
        }

        value = new NumberAndUnit(number, text[end..]);
        error = null;
        return true;
    }
}
