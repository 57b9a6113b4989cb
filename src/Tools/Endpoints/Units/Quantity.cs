using System.Diagnostics.CodeAnalysis;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>How many of something: <c>100</c>, <c>10k</c> = 10,000, <c>1M</c> = 1,000,000.</summary>
internal static class Quantity
{
    public const string Allowed = "a whole number, with k, M or G for thousands, millions, billions if one likes, as in 100 or 10k";

    /// <summary>Reads a number of at least <paramref name="least"/>.</summary>
    public static bool TryParse(string text, long least, out long count, [NotNullWhen(false)] out string? error)
    {
        count = 0;
        if (!NumberAndUnit.TryParse(text, out NumberAndUnit parts, out error))
        {
            return false;
        }

        if (parts.Unit is not ("" or "k" or "M" or "G") || !ByteSize.TryGetFactor(parts.Unit, out decimal factor))
        {
            error = $"'{text}' is not a number: {Allowed}";
            return false;
        }

        decimal exact = parts.Number * factor;
        if (exact != decimal.Truncate(exact) || exact < least || exact > long.MaxValue)
        {
            error = exact < least ? $"'{text}' is less than {least}" : $"'{text}' is not a number: {Allowed}";
            return false;
        }

        count = (long)exact;
        return true;
    }

    /// <summary>Reads a number of at least 1.</summary>
    public static bool TryParse(string text, out long count, [NotNullWhen(false)] out string? error) =>
        TryParse(text, 1, out count, out error);
}
