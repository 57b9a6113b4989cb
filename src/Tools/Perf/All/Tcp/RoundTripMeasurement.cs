using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>Small messages there and back, one in flight, with one driver on both sides.</summary>
internal sealed class RoundTripMeasurement : IMeasurement
{
    /// <summary>Bytes of each message.</summary>
    public const int Size = 64;

    // A thread that never sleeps on each side: with fewer cores each would wait for the other's time slice to end.
    private const int CoresOfSpinning = 2;

    private readonly Driver _driver;
    private readonly int _cores;

    /// <param name="driver">Who runs both sides.</param>
    /// <param name="cores">How many cores there are.</param>
    public RoundTripMeasurement(Driver driver, int cores)
    {
        _driver = driver;
        _cores = cores;
    }

    public string Name => $"TCP round trip, driver {DriverNames.NameOf(_driver)}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        if (_driver == Driver.BusyPoll && _cores < CoresOfSpinning)
        {
            return new RoundTripResult
            {
                Driver = DriverNames.NameOf(_driver),
                MessageBytes = Size,
                Skipped = $"it takes a core for each side, and there is only {_cores}",
            };
        }

        RoundTripAsker asker = new(Size, time.WarmUp, time.Scored, stop);
        await using LoopbackSession session = await LoopbackSession.OpenAsync(
            new LoopbackSetup { Driver = _driver, ServerSink = new EchoSink(), ClientSink = asker, Time = time });
        asker.Start(session.Stream);
        await asker.Completed;
        await session.CloseAsync();
        if (stop.IsCancellationRequested && asker.Times.Count == 0)
        {
            return null;
        }

        (ConnectionStats asking, ConnectionStats answering) = (session.Client.GetStats(), session.Accepted.GetStats());
        return new RoundTripResult
        {
            Driver = DriverNames.NameOf(_driver),
            MessageBytes = Size,
            RoundTrip = asker.RoundTrips,
            Identities =
            [
                .. SessionIdentities.Of(asking, answering),
                .. SessionIdentities.Of(answering, asking),
                new Identity(new Term("requests", asker.Asked), new Term("answers", asker.Count)),
            ],
        };
    }
}
