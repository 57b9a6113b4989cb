namespace Sockets.Transport.Flow;

/// <summary>
/// The receiver's side of flow control: how much the peer may send before the application has consumed it. One thread
/// receives (<see cref="TryAccept"/>, <see cref="Grow"/>); everything else may be called from any thread. No locks.
/// </summary>
/// <remarks>
/// What is granted is always <c>released + window</c>, so what the peer can make us hold is bounded by the window. The
/// totals only ever rise, and <c>released ≤ accepted ≤ granted ≤ released + window</c>.
/// </remarks>
internal sealed class ReceiveCredit
{
    /// <summary>
    /// A grant is due when a quarter of the window was released. Per message, the grants would be as many as the
    /// messages; at the whole window, the sender would stand still for a round trip each time. With a quarter, at most
    /// four grants are sent per window, and the sender hears of the first while three quarters are still unused.
    /// </summary>
    private const int StepsPerWindow = 4;

    private readonly int _largestBytes;
    private readonly int _windowMessages;
    private readonly int _stepMessages;

    // Written by the receiving thread only.
    private int _windowBytes;
    private ulong _acceptedBytes;
    private ulong _acceptedMessages;

    // Raised from any thread.
    private ulong _releasedBytes;
    private ulong _releasedMessages;
    private ulong _grantedBytes;
    private ulong _grantedMessages;

    /// <summary>Starts a session. The whole window counts as granted: the handshake carries it to the peer.</summary>
    /// <param name="windowBytes">Bytes, headers included, that the peer may send before any is consumed.</param>
    /// <param name="windowMessages">Messages that the peer may send before any is consumed.</param>
    /// <param name="largestBytes">
    /// The largest cost of one message that the peer is allowed. Credit is never held back for a full step when that
    /// would leave an idle peer unable to send such a message: otherwise both sides would wait for each other. Up to
    /// three quarters of the window it makes no difference; beyond, grants become more frequent.
    /// </param>
    public ReceiveCredit(int windowBytes, int windowMessages, int largestBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largestBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largestBytes, windowBytes);
        _windowBytes = windowBytes;
        _windowMessages = windowMessages;
        _largestBytes = largestBytes;
        _stepMessages = Math.Max(1, windowMessages / StepsPerWindow);
        _grantedBytes = (ulong)windowBytes;
        _grantedMessages = (ulong)windowMessages;
    }

    /// <summary>The window in bytes. It only grows.</summary>
    public int WindowBytes => Volatile.Read(ref _windowBytes);

    /// <summary>What has arrived since the session began.</summary>
    public Credit Accepted => new(Volatile.Read(ref _acceptedBytes), Volatile.Read(ref _acceptedMessages));

    /// <summary>What the application is done with since the session began.</summary>
    public Credit Released => new(Volatile.Read(ref _releasedBytes), Volatile.Read(ref _releasedMessages));

    /// <summary>What the peer has been granted since the session began.</summary>
    public Credit Granted => new(Volatile.Read(ref _grantedBytes), Volatile.Read(ref _grantedMessages));

    /// <summary>
    /// What has arrived and is not released. Never negative, and never more than the window; only while other threads are
    /// at work it may count twice what one of them is just releasing.
    /// </summary>
    public Credit Outstanding
    {
        get
        {
            // In this order: released first, or it may have overtaken what was read of accepted.
            Credit released = Released;
            Credit accepted = Accepted;
            return new Credit(accepted.Bytes - released.Bytes, accepted.Messages - released.Messages);
        }
    }

    /// <summary>A message has arrived. For the receiving thread only.</summary>
    /// <param name="bytes">Its bytes on the wire, headers included.</param>
    /// <returns>False when the peer overran its window, which breaks the protocol; nothing changed then.</returns>
    public bool TryAccept(int bytes)
    {
        if (!CanAccept(bytes))
        {
            return false;
        }

        Volatile.Write(ref _acceptedBytes, _acceptedBytes + (uint)bytes);
        Volatile.Write(ref _acceptedMessages, _acceptedMessages + 1);
        return true;
    }

    /// <summary>Messages are known never to arrive: they count as accepted and released. For the receiving thread only.</summary>
    /// <param name="bytes">What the peer has sent in all up to the last of them, headers included.</param>
    /// <param name="messages">The number of the last of them.</param>
    /// <returns>False when no peer that kept to its credit can have sent that; nothing changed then.</returns>
    public bool TrySkipTo(ulong bytes, ulong messages)
    {
        if (bytes < _acceptedBytes || messages < _acceptedMessages
            || bytes > Volatile.Read(ref _grantedBytes) || messages > Volatile.Read(ref _grantedMessages))
        {
            return false;
        }

        ulong skippedBytes = bytes - _acceptedBytes;
        ulong skipped = messages - _acceptedMessages;
        Volatile.Write(ref _acceptedBytes, bytes);
        Volatile.Write(ref _acceptedMessages, messages);
        Interlocked.Add(ref _releasedBytes, skippedBytes);
        Interlocked.Add(ref _releasedMessages, skipped);
        return true;
    }

    /// <summary>Whether <see cref="TryAccept"/> would say yes. For the receiving thread only.</summary>
    /// <param name="bytes">The message's bytes on the wire so far, headers included.</param>
    public bool CanAccept(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return _acceptedBytes + (uint)bytes <= Volatile.Read(ref _grantedBytes)
            && _acceptedMessages + 1 <= Volatile.Read(ref _grantedMessages);
    }

    /// <summary>The application is done with one message, or with several at once. From any thread.</summary>
    /// <param name="bytes">What <see cref="TryAccept"/> was told about them, in all.</param>
    /// <param name="count">How many messages.</param>
    /// <returns>
    /// Whether a grant is due: then <see cref="TakeGrant"/> and send it. Every call says so until the grant is taken, so
    /// none can be lost between two threads.
    /// </returns>
    /// <exception cref="InvalidOperationException">More was released than had arrived; nothing changed.</exception>
    public bool Release(int bytes, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (!TryRaise(ref _releasedMessages, (uint)count, in _acceptedMessages, out ulong messages))
        {
            throw ReleasedTooMuch();
        }

        if (!TryRaise(ref _releasedBytes, (uint)bytes, in _acceptedBytes, out ulong total))
        {
            Interlocked.Add(ref _releasedMessages, 0UL - (uint)count);
            throw ReleasedTooMuch();
        }

        // Signed: another thread may have released and granted more since, and then nothing is due from here.
        int window = WindowBytes;
        long bytesDue = (long)(total + (uint)window - Volatile.Read(ref _grantedBytes));
        long messagesDue = (long)(messages + (uint)_windowMessages - Volatile.Read(ref _grantedMessages));
        return bytesDue >= StepOf(window) || messagesDue >= _stepMessages;
    }

    /// <summary>
    /// The mark to send to the peer now, and from now on the one it is held to. From any thread; when nothing was
    /// released since, it is the same mark again, which the peer ignores.
    /// </summary>
    public Credit TakeGrant() => new(
        RaiseTo(ref _grantedBytes, Volatile.Read(ref _releasedBytes) + (uint)WindowBytes),
        RaiseTo(ref _grantedMessages, Volatile.Read(ref _releasedMessages) + (uint)_windowMessages));

    /// <summary>Widens the window. For the receiving thread only: it is the one that measures how wide it should be.</summary>
    /// <param name="newWindowBytes">The new window; one that is not wider changes nothing.</param>
    /// <returns>Whether it is wider now: then <see cref="TakeGrant"/> and send it.</returns>
    public bool Grow(int newWindowBytes)
    {
        if (newWindowBytes <= _windowBytes)
        {
            return false;
        }

        Volatile.Write(ref _windowBytes, newWindowBytes);
        return true;
    }

    /// <summary>Bytes that may stay ungranted: a quarter of the window, or less when the largest message needs them.</summary>
    private int StepOf(int window) => Math.Max(1, Math.Min(window / StepsPerWindow, window - _largestBytes + 1));

    private static bool TryRaise(ref ulong total, ulong by, ref readonly ulong bound, out ulong raised)
    {
        ulong seen = Volatile.Read(ref total);
        while (true)
        {
            raised = seen + by;
            if (raised > Volatile.Read(in bound))
            {
                return false;
            }

            ulong found = Interlocked.CompareExchange(ref total, raised, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }
    }

    private static ulong RaiseTo(ref ulong total, ulong mark)
    {
        ulong seen = Volatile.Read(ref total);
        while (seen < mark)
        {
            ulong found = Interlocked.CompareExchange(ref total, mark, seen);
            if (found == seen)
            {
                return mark;
            }

            seen = found;
        }

        return seen;
    }

    private InvalidOperationException ReleasedTooMuch() =>
        new($"More was released than had arrived: {Released} of {Accepted}, and one message more.");
}
