using System.Diagnostics;

namespace Sockets.Transport.Links;

/// <summary>
/// Tells a caller that sends now and then, whose messages should leave at once on its own thread, from one that sends
/// back to back, whose messages should leave in batches. Used by the holder of a sending role only.
/// </summary>
internal sealed class SendRhythm
{
    /// <summary>
    /// Sends that begin within this time of each other are back to back. One send on loopback takes 2 to 4 us; the
    /// fastest round trip measured on a bare socket took 12.6 us, so a request that waits for its answer never is.
    /// </summary>
    private static readonly long s_backToBack = Stopwatch.Frequency * 8 / 1_000_000;

    /// <summary>So many back-to-back sends in a row make batches worth a thread hop.</summary>
    private const int SendsInARow = 16;

    /// <summary>So many hand-overs in a row that carried a single message make them not worth it.</summary>
    private const int LonelyInARow = 3;

    private long _lastSend;
    private int _sends;
    private int _lonely;
    private volatile bool _inBatches;

    /// <summary>Whether messages are gathered for a sender on another thread.</summary>
    public bool InBatches => _inBatches;

    /// <summary>A caller is about to send: should it rather hand over?</summary>
    public bool IsBackToBack()
    {
        if (_inBatches)
        {
            return true;
        }

        long now = Stopwatch.GetTimestamp();
        _sends = now - _lastSend <= s_backToBack ? _sends + 1 : 0;
        _lastSend = now;
        _inBatches = _sends >= SendsInARow;
        return _inBatches;
    }

    /// <summary>A sender gave the role back after this many messages since it was handed over.</summary>
    public void OnRunEnded(ulong messages)
    {
        if (!_inBatches)
        {
            return;
        }

        _lonely = messages <= 1 ? _lonely + 1 : 0;
        if (_lonely >= LonelyInARow)
        {
            _inBatches = false;
            _lonely = 0;
            _sends = 0;
        }
    }
}
