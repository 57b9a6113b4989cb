namespace Sockets.Tools.Commands.Statsd;

/// <summary>Shows lines as they arrive, one caller at a time. Its disposal shows the last of them.</summary>
internal interface IMetricDisplay : IDisposable
{
    /// <summary>Shows a line.</summary>
    /// <exception cref="Output.BrokenPipeException">Nobody reads any more.</exception>
    void Show(MetricLine line, IReadOnlyList<ServerVerdict> verdicts);
}
