using System.Buffers.Text;
using System.Globalization;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>Numbers as every server reads them: digits, one dot, a minus sign; never an exponent.</summary>
internal static class NumberText
{
    /// <summary>The longest that is written: the smallest double has 324 digits behind its dot.</summary>
    public const int Longest = 350;

    // Below this a double is a whole number exactly, and .NET prints it without an exponent.
    private const double PlainLimit = 1e15;

    public static bool TryWrite(long value, Span<byte> to, out int written) => Utf8Formatter.TryFormat(value, to, out written);

    /// <summary>Writes a finite number in the fewest digits that read back as the same one.</summary>
    public static bool TryWrite(double value, Span<byte> to, out int written)
    {
        if (Math.Abs(value) < PlainLimit && value == Math.Truncate(value))
        {
            return Utf8Formatter.TryFormat((long)value, to, out written);
        }

        Span<byte> shortest = stackalloc byte[32];
        value.TryFormat(shortest, out int length, default, CultureInfo.InvariantCulture);
        shortest = shortest[..length];
        int exponentMark = shortest.IndexOf((byte)'E');
        if (exponentMark >= 0)
        {
            int exponent = int.Parse(shortest[(exponentMark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return TryExpand(shortest[..exponentMark], exponent, to, out written);
        }

        written = shortest.TryCopyTo(to) ? length : 0;
        return written > 0;
    }

    /// <summary>Writes <c>d.ddd</c> times a power of ten without the power.</summary>
    private static bool TryExpand(ReadOnlySpan<byte> mantissa, int exponent, Span<byte> to, out int written)
    {
        written = 0;
        Span<byte> text = stackalloc byte[Longest];
        int at = 0;
        if (mantissa[0] == '-')
        {
            text[at++] = (byte)'-';
            mantissa = mantissa[1..];
        }

        Span<byte> digits = stackalloc byte[32];
        digits[0] = mantissa[0];
        int count = 1;
        if (mantissa.Length > 2)
        {
            mantissa[2..].CopyTo(digits[1..]);
            count += mantissa.Length - 2;
        }

        // The dot stands behind so many digits.
        int point = exponent + 1;
        if (point <= 0)
        {
            text[at++] = (byte)'0';
            text[at++] = (byte)'.';
            text.Slice(at, -point).Fill((byte)'0');
            at -= point;
        }

        for (int i = 0; i < Math.Max(count, point); i++)
        {
            if (i == point && point > 0)
            {
                text[at++] = (byte)'.';
            }

            text[at++] = i < count ? digits[i] : (byte)'0';
        }

        written = text[..at].TryCopyTo(to) ? at : 0;
        return written > 0;
    }
}
