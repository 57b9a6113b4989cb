using System.Globalization;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>How long a certificate is still good.</summary>
internal static class CertificateDates
{
    /// <summary>Less is a warning: renewing takes days where humans are part of it.</summary>
    private static readonly TimeSpan s_notice = TimeSpan.FromDays(14);

    public static Finding Judge(string subject, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now, string lead = "")
    {
        TimeSpan left = until - now;
        string day = until.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string first = from.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        Finding finding = from > now ? Finding.Fail($"{lead}{subject} is not good before {first} UTC", "check the clock, or wait")
            : left <= TimeSpan.Zero ? Finding.Fail($"{lead}{subject} expired on {day}", "renew it")
            : left < s_notice ? Finding.Warn($"{lead}{subject} expires on {day}, in {left.TotalDays:F0} days", "renew it")
            : Finding.Ok($"{lead}{subject} is good until {day}");
        return finding.With(("valid_seconds", (long)left.TotalSeconds));
    }
}
