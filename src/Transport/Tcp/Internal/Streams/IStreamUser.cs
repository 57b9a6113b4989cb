namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>What the bytes of a stream mean: the protocol on top of a <see cref="StreamPump"/>.</summary>
internal interface IStreamUser
{
    /// <summary>The link was opened: bytes may flow. Called only where they could not from the beginning, on the receive loop.</summary>
    void OnOpened();

    /// <summary>What it is called in events: <c>session</c> or <c>framed</c>.</summary>
    string Kind { get; }

    /// <summary>Whether the peer is told in words why this side ends: a reset behind them could take them away.</summary>
    bool HasLastWords => false;

    /// <summary>Whether it has ended; what can be resumed may outlive a connection.</summary>
    bool IsOver => true;

    /// <summary>Bytes arrived. Called on the receive loop only.</summary>
    /// <param name="received">Everything received and not yet consumed; borrowed for the call.</param>
    /// <returns>How many bytes at the front were consumed.</returns>
    /// <exception cref="ProtocolViolationException">The bytes break the protocol; the connection closes with its reason.</exception>
    int OnBytes(ReadOnlySpan<byte> received);

    /// <summary>Where the next bytes should go instead of the receive buffer; empty when they should go there.</summary>
    Memory<byte> Direct { get; }

    /// <summary>So many bytes were received into <see cref="Direct"/>. Called on the receive loop only.</summary>
    void OnDirect(int count);

    /// <summary>Everything that had arrived was handed over; what was sent meanwhile leaves after this.</summary>
    /// <returns>Whether any of it was for the application. Signs of life are not: a connection with nothing else is idle.</returns>
    bool OnBurstEnd();

    /// <summary>Completes when more may be received. A protocol without credit holds the peer back by not receiving.</summary>
    ValueTask WaitForRoomAsync();

    /// <summary>What was counted so far. No lock is held.</summary>
    ConnectionStats GetStats();

    /// <summary>The peer will send nothing more.</summary>
    /// <param name="rest">What was left of an unfinished frame.</param>
    void OnPeerFinished(ReadOnlySpan<byte> rest);

    /// <summary>Writes the control frames that are due. The outbox's gate is held.</summary>
    int WriteControl(Span<byte> destination, ulong messagesOnWire);

    /// <summary>Whether the control frames that were written last say that this side breaks off. The outbox's gate is held.</summary>
    bool IsBrokenOff => false;

    /// <summary>The outbox has room again.</summary>
    void OnRoom();

    /// <summary>Time for deadlines. Called on the clock's thread.</summary>
    void OnTick(long now);

    /// <summary>The connection ends for this reason. Wakes whoever waits; called once, maybe inside any other call.</summary>
    void OnClosing(CloseReason reason, Exception? error);

    /// <summary>Everything has ended and every buffer is back. Called once, after every other call.</summary>
    void OnClosed(CloseReason reason, Exception? error);
}
