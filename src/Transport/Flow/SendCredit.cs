namespace Sockets.Transport.Flow;

/// <summary>
/// The sender's side of flow control: what the peer has granted and what has been taken of it. Not thread-safe; its
/// owner holds a lock.
/// </summary>
internal sealed class SendCredit
{
    private Credit _granted;
    private Credit _taken;
    private int _widestWindow;

    /// <summary>Starts a session.</summary>
    /// <param name="initial">The peer's first grant, from its handshake.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="int.MaxValue"/> bytes or messages.</exception>
    public SendCredit(Credit initial)
    {
        if (Grant(initial) == CreditGrantResult.Violation)
        {
            throw new ArgumentOutOfRangeException(
                nameof(initial), initial, $"The first grant is a window: at most {int.MaxValue} bytes and messages.");
        }
    }

    /// <summary>Bytes that may be sent now.</summary>
    public int AvailableBytes => (int)(_granted.Bytes - _taken.Bytes);

    /// <summary>Messages that may be sent now.</summary>
    public int AvailableMessages => (int)(_granted.Messages - _taken.Messages);

    /// <summary>What has been taken since the session began.</summary>
    public Credit Taken => _taken;

    /// <summary>What has been granted since the session began.</summary>
    public Credit Granted => _granted;

    /// <summary>Takes credit for one message: all of it, or nothing.</summary>
    /// <param name="bytes">The message's bytes on the wire, headers included.</param>
    /// <returns>Whether there was enough.</returns>
    public bool TryTake(int bytes)
    {
        if (!CanTake(bytes))
        {
            return false;
        }

        _taken = new Credit(_taken.Bytes + (uint)bytes, _taken.Messages + 1);
        return true;
    }

    /// <summary>Whether <see cref="TryTake"/> would succeed now.</summary>
    /// <param name="bytes">The message's bytes on the wire, headers included.</param>
    public bool CanTake(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return bytes <= AvailableBytes && _granted.Messages != _taken.Messages;
    }

    /// <summary>
    /// Whether waiting makes sense: the message fits the widest window that the peer has shown, so it will fit once the
    /// peer has consumed everything before it. A message that does not is to be refused at once, not parked.
    /// </summary>
    /// <param name="bytes">The message's bytes on the wire, headers included.</param>
    public bool CouldEverTake(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return bytes <= _widestWindow;
    }

    /// <summary>The peer has granted more. A grant never shrinks: each of its two numbers counts only where it is larger.</summary>
    /// <param name="absolute">The peer's mark, as received: any value at all.</param>
    public CreditGrantResult Grant(Credit absolute)
    {
        if (absolute.Bytes > Credit.Limit || absolute.Messages > Credit.Limit)
        {
            return CreditGrantResult.Violation;
        }

        Credit next = new(
            Math.Max(_granted.Bytes, absolute.Bytes), Math.Max(_granted.Messages, absolute.Messages));
        if (next == _granted)
        {
            return CreditGrantResult.Stale;
        }

        if (next.Bytes - _taken.Bytes > int.MaxValue || next.Messages - _taken.Messages > int.MaxValue)
        {
            return CreditGrantResult.Violation;
        }

        _granted = next;
        _widestWindow = Math.Max(_widestWindow, AvailableBytes);
        return CreditGrantResult.Applied;
    }
}
