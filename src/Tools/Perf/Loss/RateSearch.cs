namespace Sockets.Tools.Perf.Loss;

/// <summary>
/// Finds the highest rate at which no more than a share is lost, in few tests. Short probes come first: as fast as it goes,
/// then halving between the highest rate that was good and the lowest that was not. What they find has to hold for the
/// whole time, or the next lower rate is tried. It knows no clock and no network.
/// </summary>
internal sealed class RateSearch
{
    /// <summary>The most probes, the first included.</summary>
    public const int MostProbes = 14;

    /// <summary>The most rates that are tried for the whole time: the last is 23 % below what the probes found.</summary>
    public const int MostConfirmations = 6;

    /// <summary>Closer than this, two rates are one: 2 %.</summary>
    private const double Close = 0.02;

    /// <summary>From a rate that did not hold to the next lower one.</summary>
    private const double Step = 0.95;

    private readonly double _mostLoss;
    private readonly List<double> _good = [];
    private double _bad = double.PositiveInfinity;
    private double? _candidate;
    private bool _isReached;
    private int _probes;
    private int _confirmations;

    /// <param name="mostLoss">The share that may be lost, 0 to 1.</param>
    public RateSearch(double mostLoss) => _mostLoss = mostLoss;

    /// <summary>The highest rate that was good for the whole time, in messages a second, as it was achieved; null when there is none, or none yet.</summary>
    public double? Confirmed { get; private set; }

    /// <summary>The highest rate that was good and lies below all that were not, in messages a second, as it was achieved; 0 when none was.</summary>
    public double Best => _good.Where(rate => rate < _bad).DefaultIfEmpty(0).Max();

    /// <summary>Whether the next test is one of the whole time.</summary>
    public bool IsConfirming => HasFound && !IsOver;

    /// <summary>Whether nothing more is to be tried.</summary>
    public bool IsOver => HasFound && (Confirmed is not null || Best == 0 || _confirmations >= MostConfirmations);

    /// <summary>The next rate to try; null for as fast as it goes. Not when it is over.</summary>
    public double? Next => IsConfirming ? _candidate : _probes == 0 ? null : Best == 0 ? _bad / 4 : (Best + _bad) / 2;

    /// <summary>Whether more probes would say nothing new.</summary>
    private bool HasFound => _probes > 0 && (double.IsInfinity(_bad) || _bad < 1 || _isReached || _bad - Best <= Close * _bad || _probes >= MostProbes);

    /// <summary>A test is done.</summary>
    /// <param name="achieved">Messages a second that were sent.</param>
    /// <param name="loss">The share that was lost.</param>
    public void Add(double achieved, double loss)
    {
        if (IsConfirming)
        {
            AddConfirmation(achieved, loss);
        }
        else
        {
            AddProbe(achieved, loss);
            _candidate = double.IsInfinity(_bad) ? null : Best;
        }
    }

    private void AddConfirmation(double achieved, double loss)
    {
        _confirmations++;
        if (loss <= _mostLoss)
        {
            Confirmed = achieved;
        }
        else
        {
            _candidate = Math.Min(achieved, _candidate ?? achieved) * Step;
        }
    }

    private void AddProbe(double achieved, double loss)
    {
        double? aimed = Next;
        _probes++;
        if (loss > _mostLoss)
        {
            // What was not reached shows nothing about the rates below: only what was really sent was too much.
            _bad = Math.Min(_bad, Math.Max(achieved, double.Epsilon));
            return;
        }

        // The machine does not go faster than this when it is paced.
        _isReached = aimed is { } rate && achieved < rate * (1 - Close);
        _good.Add(achieved);
    }
}
