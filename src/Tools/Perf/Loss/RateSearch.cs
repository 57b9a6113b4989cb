namespace Sockets.Tools.Perf.Loss;

/// <summary>
/// Finds the highest rate at which no more than a share is lost, in few probes: as fast as it goes first, then halving
/// between the highest rate that was good and the lowest that was not. It knows no clock and no network.
/// </summary>
internal sealed class RateSearch
{
    /// <summary>The most probes, the first included.</summary>
    public const int MostProbes = 14;

    /// <summary>Closer than this, two rates are one: 2 %.</summary>
    private const double Close = 0.02;

    private readonly double _mostLoss;
    private double _good;
    private double _bad = double.PositiveInfinity;
    private int _probes;

    /// <param name="mostLoss">The share that may be lost, 0 to 1.</param>
    public RateSearch(double mostLoss) => _mostLoss = mostLoss;

    /// <summary>The highest rate that was good, in messages a second, as it was achieved; 0 when none was.</summary>
    public double Best => _good;

    /// <summary>Whether nothing more is to be tried.</summary>
    public bool IsOver => _probes > 0 && (double.IsInfinity(_bad) || _bad < 1 || _bad - _good <= Close * _bad || _probes >= MostProbes);

    /// <summary>The next rate to try; null for as fast as it goes. Not when it is over.</summary>
    public double? Next => _probes == 0 ? null : _good == 0 ? _bad / 4 : (_good + _bad) / 2;

    /// <summary>A probe is done.</summary>
    /// <param name="achieved">Messages a second that were sent.</param>
    /// <param name="loss">The share that was lost.</param>
    public void Add(double achieved, double loss)
    {
        double? aimed = Next;
        _probes++;
        if (loss > _mostLoss)
        {
            // What was not reached shows nothing about the rates below: only what was really sent was too much.
            _bad = Math.Min(_bad, Math.Max(achieved, double.Epsilon));
            _good = Math.Min(_good, _bad);
            return;
        }

        _good = Math.Max(_good, Math.Min(achieved, _bad));
        if (aimed is { } rate && achieved < rate * (1 - Close))
        {
            // The machine does not go faster than this when it is paced.
            _bad = _good;
        }
    }
}
