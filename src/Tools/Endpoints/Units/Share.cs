using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>A share in percent: <c>0.1%</c>, or <c>0</c> for nothing.</summary>
/// <param name="Ratio">The share, 0 to 1.</param>
internal readonly record struct Share(double Ratio)
{
    public static bool TryParse(string text, out Share value, [NotNullWhen(false)] out string? error)
    {
        bool isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
        bool isShare = isNumber && percent <= 100 && (text.EndsWith('%') || percent == 0);
        value = new Share(percent / 100);
        error = isShare ? null : $"'{text}' is no share: write it in percent, as in 0.1%";
        return isShare;
    }
}
