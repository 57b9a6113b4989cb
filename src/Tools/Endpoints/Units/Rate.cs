using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>
/// A rate that says what it counts: <c>100k/s</c> messages, <c>50MB/s</c> or <c>50MiB/s</c> payload bytes,
/// <c>1Gbit/s</c> payload bits.
/// </summary>
/// <param name="PerSecond">How many <paramref name="Unit"/> in one second.</param>
/// <param name="Unit">What is counted.</param>
internal readonly record struct Rate(double PerSecond, RateUnit Unit)
{
    public const string Allowed = "messages as in 100k/s, bytes as in 50MB/s, or bits as in 1Gbit/s";

    public static bool TryParse(string text, out Rate value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        if (!NumberAndUnit.TryParse(text, out NumberAndUnit parts, out error))
        {
            return false;
        }

        string digits = parts.Number.ToString(CultureInfo.InvariantCulture);
        if (!parts.Unit.EndsWith("/s", StringComparison.Ordinal))
        {
            error = parts.Unit is "" or "k" or "M" or "G"
                ? $"'{text}' does not say of what: write {text}/s for messages, {text}B/s for bytes, {text}bit/s for bits"
                : $"'{text}' is not a rate: {Allowed}";
            return false;
        }

        string counted = parts.Unit[..^2];
        RateUnit unit = RateUnit.Messages;
        decimal scale = 1;
        if (counted.EndsWith("bit", StringComparison.Ordinal))
        {
            unit = RateUnit.Bits;
            counted = counted[..^3];
        }
        else if (counted.EndsWith('B'))
        {
            unit = RateUnit.Bits;
            scale = 8;
            counted = counted[..^1];
        }

        if (!ByteSize.TryGetFactor(counted, out decimal factor))
        {
            error = counted == "K"
                ? $"'{text}' can be read in two ways: write {digits}k (powers of 1000) or {digits}Ki (powers of 1024)"
                : $"'{parts.Unit}' in '{text}' is not a unit of a rate: {Allowed}";
            return false;
        }

        if (parts.Number == 0)
        {
            error = $"'{text}' would never send anything";
            return false;
        }

        value = new Rate((double)(parts.Number * factor * scale), unit);
        return true;
    }
}
