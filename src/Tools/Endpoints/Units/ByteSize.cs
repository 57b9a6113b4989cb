using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>Sizes in bytes: <c>64</c>, <c>1k</c> = 1,000, <c>1Ki</c> = 1,024, with or without a <c>B</c> behind.</summary>
internal static class ByteSize
{
    public const string Allowed = "a number with k, M, G (powers of 1000) or Ki, Mi, Gi (powers of 1024), as in 64, 10k, 1MiB";

    /// <summary>Reads a size of at least one byte.</summary>
    public static bool TryParse(string text, out long bytes, [NotNullWhen(false)] out string? error)
    {
        bytes = 0;
        if (!NumberAndUnit.TryParse(text, out NumberAndUnit parts, out error))
        {
            return false;
        }

        string unit = parts.Unit.EndsWith('B') ? parts.Unit[..^1] : parts.Unit;
        if (!TryGetFactor(unit, out decimal factor))
        {
            error = Explain(text, parts.Number, parts.Unit);
            return false;
        }

        decimal exact = parts.Number * factor;
        if (exact != decimal.Truncate(exact))
        {
            error = $"'{text}' is not a whole number of bytes";
            return false;
        }

        if (exact < 1)
        {
            error = $"'{text}' is less than one byte";
            return false;
        }

        if (exact > long.MaxValue)
        {
            error = $"'{text}' is too large";
            return false;
        }

        bytes = (long)exact;
        return true;
    }

    /// <summary>The multiplier a prefix stands for; "" is 1.</summary>
    internal static bool TryGetFactor(string prefix, out decimal factor)
    {
        factor = prefix switch
        {
            "" => 1m,
            "k" => 1e3m,
            "M" => 1e6m,
            "G" => 1e9m,
            "T" => 1e12m,
            "Ki" => 1024m,
            "Mi" => 1024m * 1024,
            "Gi" => 1024m * 1024 * 1024,
            "Ti" => 1024m * 1024 * 1024 * 1024,
            _ => 0m,
        };
        return factor != 0;
    }

    private static string Explain(string text, decimal number, string unit)
    {
        // A capital K, and small letters, are read both ways by other tools: ask instead of choosing.
        string? letter = unit switch
        {
            "K" or "KB" or "kb" or "Kb" or "ki" or "kib" or "kiB" or "KIB" => "k",
            "m" or "mb" or "mB" or "mi" or "mib" or "miB" or "Mb" or "MIB" => "M",
            "g" or "gb" or "gB" or "gi" or "gib" or "giB" or "Gb" or "GIB" => "G",
            _ => null,
        };
        string digits = number.ToString(CultureInfo.InvariantCulture);
        return letter is null
            ? $"'{unit}' in '{text}' is not a unit of size: {Allowed}"
            : $"'{text}' can be read in two ways: write {digits}{letter} (powers of 1000) "
              + $"or {digits}{letter.ToUpperInvariant()}i (powers of 1024)";
    }
}
