using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>Compares the clocks of both sides: the shortest of several exchanges says the most.</summary>
internal static class ClockComparison
{
    private const int Exchanges = 20;

    /// <summary>How far the server's clocks are ahead.</summary>
    /// <param name="line">The control connection.</param>
    /// <param name="sameHost">Whether both read the same clocks: then nothing has to be asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ClockOffset> MeasureAsync(ControlLine line, bool sameHost, CancellationToken cancellationToken)
    {
        if (sameHost)
        {
            return new ClockOffset { SameHost = true };
        }

        ClockOffset best = new() { ErrorNs = long.MaxValue };
        for (int i = 0; i < Exchanges; i++)
        {
            long wall = WallNs();
            long before = MonotonicClock.Now;
            await line.SendAsync(new ClockProbe(), cancellationToken);
            if (await line.ReceiveAsync(cancellationToken) is not ClockAnswer answer)
            {
                throw new ToolException(ExitCode.ProtocolError, "the server does not say what time it has");
            }

            long roundTrip = MonotonicClock.Now - before;
            if (roundTrip / 2 < best.ErrorNs)
            {
                // It was read somewhere between; in the middle, give or take half of it.
                best = new ClockOffset
                {
                    MonotonicNs = answer.MonotonicNs - before - (roundTrip / 2),
                    WallNs = answer.WallNs - wall - (roundTrip / 2),
                    ErrorNs = (roundTrip / 2) + 1,
                };
            }
        }

        return best;
    }

    /// <summary>Nanoseconds since 1970, by the wall clock.</summary>
    public static long WallNs() => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
