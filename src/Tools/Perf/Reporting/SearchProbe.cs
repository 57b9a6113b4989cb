namespace Sockets.Tools.Perf.Reporting;

/// <summary>One rate that was tried.</summary>
/// <param name="AskedMessagesPerSecond">What was asked for; null for as fast as it goes.</param>
/// <param name="SentMessagesPerSecond">What was sent.</param>
/// <param name="Ratio">What of it was lost, 0 to 1.</param>
/// <param name="IsConfirmation">Whether it was tried for the whole time, because the shorter ones had found it.</param>
internal sealed record SearchProbe(double? AskedMessagesPerSecond, double SentMessagesPerSecond, double Ratio, bool IsConfirmation);
