using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All;

/// <summary>One measurement: it sets up what it needs, measures, and takes it down again.</summary>
internal interface IMeasurement
{
    /// <summary>What is measured, in a few words.</summary>
    string Name { get; }

    /// <summary>Measures.</summary>
    /// <param name="time">For how long.</param>
    /// <param name="stop">Ends it early, in order: what was measured until then counts.</param>
    /// <returns>What was seen; null when it was stopped before there was anything to see.</returns>
    Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop);
}
