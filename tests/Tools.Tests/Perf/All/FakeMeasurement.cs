using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Tests.Perf.All;

/// <summary>A measurement that does what the test says.</summary>
internal sealed class FakeMeasurement(Func<CancellationToken, MeasurementResult?> run) : IMeasurement
{
    public FakeMeasurement(MeasurementResult result)
        : this(_ => result)
    {
    }

    public string Name => "made up";

    public MeasuringTime? Ran { get; private set; }

    public Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        Ran = time;
        return Task.FromResult(run(stop));
    }
}
