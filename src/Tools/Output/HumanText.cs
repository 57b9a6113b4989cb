using System.Globalization;

namespace Sockets.Tools.Output;

/// <summary>Numbers and texts for people: three significant digits, a unit, no column that jumps.</summary>
internal static class HumanText
{
    private const double Kibi = 1024;

    private static readonly string[] s_prefixes = ["", "k", "M", "G", "T", "P"];

    /// <summary>A count with all its digits: <c>1,234,567</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count and its noun: <c>1 message</c>, <c>2 messages</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Bytes in powers of 1000, as rates are: <c>1.07 GB</c>.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, " ", "B");

    /// <summary>A size as it was chosen, in powers of 1024: <c>64 B</c>, <c>1 KiB</c>.</summary>
    public static string Size(double bytes) => bytes switch
    {
        >= Kibi * Kibi when bytes % (Kibi * Kibi) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kibi / Kibi:F0} MiB"),
        >= Kibi when bytes % Kibi == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kibi:F0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:F0} B"),
    };

    /// <summary>Bytes per second.</summary>
    public static string ByteRate(double bytesPerSecond) => Bytes(bytesPerSecond) + "/s";

    /// <summary>Messages per second: <c>1.23M msg/s</c>.</summary>
    public static string MessageRate(double messagesPerSecond) => Scaled(messagesPerSecond, "", " msg/s");

    /// <summary>Bits per second.</summary>
    public static string BitRate(double bitsPerSecond) => Scaled(bitsPerSecond, " ", "bit/s");

    /// <summary>A time with the unit that fits: <c>12.3 us</c>, <c>0.82 s</c>.</summary>
    public static string Time(TimeSpan time)
    {
        double seconds = time.TotalSeconds;
        return seconds switch
        {
            >= 100 => Number(seconds, 0) + " s",
            >= 0.1 => Number(seconds, 2) + " s",
            >= 0.001 => Digits(seconds * 1e3) + " ms",
            _ => Digits(seconds * 1e6) + " us",
        };
    }

    /// <summary>A time that may be short, or negative: <c>2,694 ns</c>, from 10 us on as <see cref="Time"/>.</summary>
    public static string Nanoseconds(long nanoseconds) => nanoseconds switch
    {
        < 10_000 and > -10_000 => nanoseconds.ToString("N0", CultureInfo.InvariantCulture) + " ns",
        < 0 => "-" + Time(TimeSpan.FromTicks(-(nanoseconds / TimeSpan.NanosecondsPerTick))),
        _ => Time(TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)),
    };

    /// <summary>Time left as on a clock: <c>0:07</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Ceiling(time.TotalSeconds);
        string minutesAndSeconds = string.Create(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}:{seconds % 60:00}");
        return seconds < 3600
            ? minutesAndSeconds
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    /// <summary>A text in lines of at most so many columns, as far as its words allow.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private static string Scaled(double value, string space, string unit)
    {
        int power = 0;

        // 999.5 would be shown as 1000.
        while (value >= 999.5 && power < s_prefixes.Length - 1)
        {
            value /= 1000;
            power++;
        }

        string number = power == 0 && value == Math.Floor(value) ? Number(value, 0) : Digits(value);
        return number + space + s_prefixes[power] + unit;
    }

    // Three significant digits.
    private static string Digits(double value) => Number(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);

    private static string Number(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
