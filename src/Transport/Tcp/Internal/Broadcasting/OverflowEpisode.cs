namespace Sockets.Transport.Tcp.Internal.Broadcasting;

/// <summary>
/// When a subscriber began to lose messages and when that ended, each to be told once. Only one notice is ever due: what
/// is lost before the end was told belongs to the same episode. Guarded by the outbox's gate.
/// </summary>
internal sealed class OverflowEpisode
{
    private bool _beginTold;
    private bool _isOver;
    private long _before;

    /// <summary>Whether messages were lost and the line was not empty since.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether somebody is to be told.</summary>
    public bool IsDue => IsOpen && (!_beginTold || _isOver);

    /// <summary>Messages were lost.</summary>
    /// <param name="before">How many had been lost before, in all.</param>
    public void OnLost(long before)
    {
        _isOver = false;
        if (!IsOpen)
        {
            IsOpen = true;
            _beginTold = false;
            _before = before;
        }
    }

    /// <summary>Nothing waits any more.</summary>
    public void OnEmpty() => _isOver = IsOpen;

    /// <summary>What is to be told next.</summary>
    /// <param name="lost">How many were lost until now, in all.</param>
    /// <param name="phase">Begin or end.</param>
    /// <param name="inEpisode">How many were lost in this episode.</param>
    public bool TryTake(long lost, out SlowPhase phase, out long inEpisode)
    {
        phase = _beginTold ? SlowPhase.End : SlowPhase.Begin;
        inEpisode = lost - _before;
        if (!IsDue)
        {
            return false;
        }

        IsOpen = !_beginTold;
        _beginTold = true;
        return true;
    }
}
