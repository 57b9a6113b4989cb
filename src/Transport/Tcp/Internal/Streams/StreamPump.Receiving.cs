using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <content>The receive loop.</content>
internal sealed partial class StreamPump
{
    /// <summary>
    /// A connection that was silent this long before its last bytes, or has had none for the application, holds no receive
    /// buffer while it waits.
    /// </summary>
    private const int IdleMilliseconds = 100;

    /// <summary>
    /// What is received along with the rest of a large frame: enough to see what comes next, which as a rule is another one.
    /// </summary>
    private const int BehindDirect = Trn1Header.Size;

    private async Task ReceiveUntilEndAsync()
    {
        try
        {
            await ReceiveLoopAsync().ConfigureAwait(false);
        }
        finally
        {
            _receiving.SetResult();
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            if (!_link.IsOpen && !await OpenAsync().ConfigureAwait(false))
            {
                return;
            }

            while (!IsClosing)
            {
                if (_driver == Driver.Async && _wasIdle && _buffer.IsEmpty)
                {
                    _buffer.Release();
                    LinkResult waited = await _link.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                    if (waited.Failed)
                    {
                        // The kernel tells of a reset once: the next receive would look like an orderly end.
                        CloseFailed(waited.Error);
                        return;
                    }
                }

                Memory<byte> direct = _buffer.IsEmpty ? _user.Direct : default;
                LinkResult received = direct.IsEmpty
                    ? await _link.ReceiveAsync(_buffer.GetMemory()).ConfigureAwait(false)
                    : await _link.ReceiveAsync(direct, _buffer.GetTail(BehindDirect)).ConfigureAwait(false);
                Volatile.Write(ref _receiveCalls, _receiveCalls + 1);
                if (IsClosing)
                {
                    return;
                }

                if (received.Failed)
                {
                    CloseFailed(received.Error);
                    return;
                }

                if (received.Bytes == 0)
                {
                    if (_sendFailed != SocketError.Success)
                    {
                        // The kernel told of the reset there, and only once.
                        CloseFailed(_sendFailed);
                        return;
                    }

                    _user.OnPeerFinished(_buffer.Filled);
                    return;
                }

                HandOver(received.Bytes, direct.Length);
                ValueTask room = _user.WaitForRoomAsync();
                if (!room.IsCompletedSuccessfully)
                {
                    await room.ConfigureAwait(false);
                }
            }
        }
        catch (ProtocolViolationException e)
        {
            Close(e.Reason, e);
        }
        catch (Exception e)
        {
            Close(CloseReason.HandlerFailed, e);
        }
        finally
        {
            _buffer.Dispose();
        }
    }

    private void HandOver(int count, int direct)
    {
        long now = _ticker.Now;
        _wasIdle = now - _lastReceived > IdleMilliseconds;
        Volatile.Write(ref _lastReceived, now);
        Volatile.Write(ref _bytesReceived, _bytesReceived + count);

        // While the application is at work, the peer is not what is late.
        long frameSince = _frameSince;
        Volatile.Write(ref _frameSince, 0);
        Outbox.Cork();
        bool ended = direct == 0 ? TakeBuffered(count) : TakeDirect(count, direct);
        _wasIdle |= !_user.OnBurstEnd();
        Outbox.Uncork();
        if (!_buffer.IsEmpty || !_user.Direct.IsEmpty)
        {
            NoteFrame(ended ? 0 : frameSince, count);
        }
    }

    /// <summary>Hands over what came into the buffer; whether anything was consumed.</summary>
    private bool TakeBuffered(int count)
    {
        _buffer.Advance(count);
        int consumed = _user.OnBytes(_buffer.Filled);
        _buffer.Consume(consumed);
        return consumed > 0;
    }

    /// <summary>Hands over what came to where it belongs, and what came behind it; whether the frame has ended.</summary>
    private bool TakeDirect(int count, int direct)
    {
        _user.OnDirect(Math.Min(count, direct));
        if (count < direct)
        {
            return false;
        }

        _buffer.AdvanceTail(count - direct);
        _buffer.Consume(_user.OnBytes(_buffer.Filled));
        return true;
    }
}
