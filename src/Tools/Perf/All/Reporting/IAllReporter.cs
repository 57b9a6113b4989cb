using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>
/// Tells the user, or the program that started us, what is measured. It is only called between two measurements, so it
/// takes no time from them.
/// </summary>
internal interface IAllReporter : IDisposable
{
    /// <summary>It begins.</summary>
    void Begin(PerfHost host, MeasuringTime time);

    /// <summary>The next measurement begins.</summary>
    /// <param name="name">What it measures.</param>
    /// <param name="number">Which one it is, from 1.</param>
    /// <param name="count">How many there are.</param>
    void Measuring(string name, int number, int count);

    /// <summary>A measurement of a section is done.</summary>
    void Add(AllSection section, MeasurementResult result);

    /// <summary>A section is done.</summary>
    /// <param name="section">Which.</param>
    /// <param name="results">Its results; none when it was stopped before.</param>
    void Close(AllSection section, IReadOnlyList<MeasurementResult> results);

    /// <summary>All is done, or it was stopped.</summary>
    void End(AllReport report);
}
