using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Peers;

/// <content>The receive loop, and what the engine makes of the bytes.</content>
internal sealed partial class Peer
{
    /// <summary>A connection that was silent this long before its last bytes holds no receive buffer while it waits.</summary>
    private const int IdleMilliseconds = 100;

    private Credentials? _credentials;
    private bool _wasIdle = true;
    private bool _isHeld;
    private long _wireReceived;
    private long _filtered;
    private long _taken;

    /// <summary>A message is not for this socket.</summary>
    public void CountFiltered() => Volatile.Write(ref _filtered, _filtered + 1);

    /// <summary>A message went to the one who waits for it, past the inbox.</summary>
    public void CountTaken() => Volatile.Write(ref _taken, _taken + 1);

    private async Task ReceiveUntilEndAsync()
    {
        try
        {
            while (await ReceiveAsync().ConfigureAwait(false))
            {
                do
                {
                    _buffer.Consume(_engine.Receive(_buffer.Filled));
                    Inbox.Publish();
                }
                while (await GoOnAsync().ConfigureAwait(false));
            }
        }
        catch (ProtocolViolationException e)
        {
            Close(e.Reason, e.Message);
        }
        catch (Exception e)
        {
            Close(CloseReason.HandlerFailed, e.ToString());
        }
    }

    /// <summary>Waits for bytes; false at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync()
    {
        if (_wasIdle && _buffer.IsEmpty)
        {
            _buffer.Release();
            LinkResult waited = await _link.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
            if (waited.Failed)
            {
                // The kernel tells of a reset once: the next receive would look like an orderly end.
                OnReceiveFailed(waited.Error);
                return false;
            }
        }

        LinkResult received = await _link.ReceiveAsync(_buffer.GetMemory()).ConfigureAwait(false);
        if (IsClosing)
        {
            return false;
        }

        if (received.Failed)
        {
            OnReceiveFailed(received.Error);
            return false;
        }

        if (received.Bytes == 0)
        {
            OnStreamEnded();
            return false;
        }

        long now = _core.Clock.Now;
        _wasIdle = now - _lastReceived > IdleMilliseconds;
        Volatile.Write(ref _lastReceived, now);
        Volatile.Write(ref _wireReceived, _wireReceived + received.Bytes);
        _buffer.Advance(received.Bytes);
        return true;
    }

    /// <summary>Waits for what keeps the engine from going on; whether it has something to go on with.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> GoOnAsync()
    {
        if (_engine.IsDeciding)
        {
            ZmqAuthenticationResult decision = await DecideAsync().ConfigureAwait(false);
            if (!IsClosing)
            {
                _engine.Decide(decision.Status, decision.Text);
            }

            return !IsClosing;
        }

        if (!_engine.IsStopped)
        {
            return false;
        }

        if (Inbox.HasRoom)
        {
            // The reader took some meanwhile.
            return true;
        }

        // While the application is at work, the peer is not what is late.
        Volatile.Write(ref _isHeld, true);
        bool open = await Inbox.WaitForRoomAsync().ConfigureAwait(false);
        Volatile.Write(ref _lastReceived, _core.Clock.Now);
        Volatile.Write(ref _isHeld, false);
        return open && !IsClosing;
    }

    private async ValueTask<ZmqAuthenticationResult> DecideAsync()
    {
        Credentials shown = _credentials!;
        var request = new ZmqAuthenticationRequest(shown.Mechanism, _link.RemoteEndPoint, shown.User, shown.Password, shown.PublicKey);
        try
        {
            // One that does not heed the token is not waited for.
            return await _core.Options.Authenticate!(request, _closing.Token).AsTask().WaitAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return new ZmqAuthenticationResult(ZmqAuthenticationStatus.Failed, $"Authenticate threw: {e.Message}");
        }
    }

    private void OnReceiveFailed(SocketError error)
    {
        CloseIfSendFailed();
        Close(SocketErrors.ToCloseReason(error), $"receiving failed: {error}");
    }

    private void OnStreamEnded()
    {
        if (_buffer.IsEmpty && !_engine.IsInsideMessage)
        {
            CloseIfSendFailed();
        }

        if (Terms is null)
        {
            Close(CloseReason.PeerClose, $"the peer closed the connection before the handshake was over, as libzmq does with one it refuses{_engine.Doubt}");
        }
        else if (!_buffer.IsEmpty || _engine.IsInsideMessage)
        {
            Close(CloseReason.TruncatedFrame, "the peer closed the connection inside a message");
        }
        else
        {
            Close(CloseReason.PeerClose, "the peer closed the connection");
        }
    }

    void IZmtpSink.Write(ReadOnlySpan<byte> bytes) => Queue.Tell(bytes);

    void IZmtpSink.OnCredentials(Credentials credentials) => _credentials = credentials;

    void IZmtpSink.OnReady(PeerTerms terms)
    {
        if (_engine.Traffic is { } traffic)
        {
            // Before anybody can see that it is ready.
            Queue.Encrypt(traffic);
        }

        Terms = terms;
        _pattern.OnReady(this);
        _wasReady = true;
        _core.OnReady(this);
    }

    bool IZmtpSink.OnMessage(ReadOnlySpan<byte> message)
    {
        _pattern.OnMessage(this, message);
        return Inbox.HasRoom;
    }

    bool IZmtpSink.OnSubscribe(ReadOnlySpan<byte> topic) => OnSubscription(Wish.Subscribe, topic);

    bool IZmtpSink.OnCancel(ReadOnlySpan<byte> topic) => OnSubscription(Wish.Cancel, topic);

    private bool OnSubscription(Wish wish, ReadOnlySpan<byte> topic)
    {
        _pattern.OnSubscription(this, wish, topic);
        return Inbox.HasRoom;
    }
}
