using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Measuring;

/// <summary>
/// Judges the round trips of one pass: warm-up, then the window of processor time, then, a moment later, the scored
/// window. The moment keeps the waking of the process that reads processor times out of the figures.
/// </summary>
internal sealed class RoundTripMeter(EndContext end)
{
    private static readonly long s_settle = Stopwatch.Frequency / 20;

    private readonly LatencyRecorder _trips = new();
    private long _warmUntil;
    private long _scoreFrom;
    private long _scoreUntil;
    private long _costed;
    private bool _isWarm;

    /// <summary>Traffic begins.</summary>
    public void Start() => _warmUntil = Stopwatch.GetTimestamp() + Ticks(end.Plan.Warmup);

    /// <summary>One round trip is over.</summary>
    /// <param name="sent">The timestamp before its request was handed over.</param>
    /// <param name="answered">The timestamp when its answer had been parsed.</param>
    /// <returns>Whether another one is wanted.</returns>
    public bool Record(long sent, long answered)
    {
        if (!_isWarm)
        {
            if (answered >= _warmUntil)
            {
                _isWarm = true;
                end.Scoring();
                _scoreFrom = Stopwatch.GetTimestamp() + s_settle;
                _scoreUntil = _scoreFrom + Ticks(end.Plan.Scored);
            }

            return true;
        }

        _costed++;
        if (sent >= _scoreFrom)
        {
            _trips.Record((long)((answered - sent) * (1e9 / Stopwatch.Frequency)));
        }

        return answered < _scoreUntil;
    }

    /// <summary>What was seen. A percentile that the count does not carry is left out.</summary>
    public Figures Figures()
    {
        Figures figures = new()
        {
            [Keys.Count] = _trips.Count,
            [Keys.CountWhileCosting] = _costed,
        };
        if (_trips.Count > 0)
        {
            figures[Keys.Max] = _trips.Max;
        }

        foreach ((string key, double percentile) in ((string, double)[])[(Keys.P50, 0.5), (Keys.P99, 0.99), (Keys.P999, 0.999)])
        {
            if (_trips.Carries(percentile))
            {
                figures[key] = _trips.Percentile(percentile);
            }
        }

        return figures;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
