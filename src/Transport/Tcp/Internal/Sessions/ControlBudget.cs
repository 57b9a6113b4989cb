namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>
/// How many control frames a peer may send (TRN1-F9). They cost no credit, so something else must bound what they cost
/// here: time, and the messages that give cause for them. Messages themselves do not touch it.
/// </summary>
internal sealed class ControlBudget
{
    /// <summary>
    /// What each second brings: four orders of magnitude more than an idle session needs, and a few percent of one core
    /// when each of them forces an answer.
    /// </summary>
    public const int PerSecond = 10_000;

    /// <summary>What each message brings, sent or received: CREDIT and ACK, CANCEL, and a HEARTBEAT to ask whether it has arrived.</summary>
    public const int PerMessage = 4;

    /// <summary>A longer frame counts once for each of these begun.</summary>
    public const int BytesPerUnit = 256;

    private const int Second = 1000;

    private long _left = PerSecond;
    private long _since;
    private ulong _messagesSeen;

    /// <summary>Takes what one frame costs.</summary>
    /// <param name="bytes">The frame with its header.</param>
    /// <param name="now">Milliseconds on a clock that never goes back.</param>
    /// <param name="messages">Messages sent and received until now, together.</param>
    /// <returns>False when the peer has used up what it had.</returns>
    public bool TryTake(int bytes, long now, ulong messages)
    {
        if (now - _since >= Second)
        {
            _since = now;
            _left = Math.Max(_left, PerSecond);
        }

        _left += PerMessage * (long)(messages - _messagesSeen);
        _messagesSeen = messages;
        _left -= (bytes + BytesPerUnit - 1) / BytesPerUnit;
        return _left >= 0;
    }
}
