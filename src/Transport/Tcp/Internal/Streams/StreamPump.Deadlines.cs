using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <content>The deadlines of the stream. The clock's thread looks at them; what they are about is noted by the receive loop.</content>
internal sealed partial class StreamPump
{
    private long _frameSince;
    private long _frameBytes;

    // The clock's own.
    private long _stallSeen;
    private long _stallSince;
    private bool _sendFailureSeen;

    void ITicked.OnTick(long now)
    {
        if (_sendFailureSeen)
        {
            CloseFailed(_sendFailed);
            return;
        }

        _sendFailureSeen = _sendFailed != SocketError.Success;
        CheckFrameTime(now);
        CheckWriteTime(now);
        if (!IsClosing)
        {
            _log.Tick();
            _user.OnTick(now);
        }
    }

    /// <summary>A frame is there in part.</summary>
    /// <param name="since">Since when, or 0 when it has just begun.</param>
    /// <param name="arrived">Bytes of it that have just arrived.</param>
    private void NoteFrame(long since, int arrived)
    {
        Volatile.Write(ref _frameBytes, since == 0 ? 0 : _frameBytes + arrived);
        Volatile.Write(ref _frameSince, since == 0 ? Math.Max(_ticker.Now, 1) : since);
    }

    private void CheckFrameTime(long now)
    {
        long since = Volatile.Read(ref _frameSince);
        long allowed = (long)_limits.FrameTimeout.TotalMilliseconds
            + (Volatile.Read(ref _frameBytes) * 1000 / ConnectionLimits.SlowestFrameBytesPerSecond);
        if (since != 0 && now - since > allowed && !_link.HasUnread)
        {
            Close(CloseReason.FrameTimeout, new ConnectionClosedException(
                CloseReason.FrameTimeout,
                $"The peer began a frame {now - since} ms ago and did not finish it (limit {allowed} ms)."));
        }
    }

    private void CheckWriteTime(long now)
    {
        long stalled = Outbox.StalledSince;
        if (stalled == 0 || stalled != _stallSeen)
        {
            _stallSeen = stalled;
            _stallSince = now;
        }
        else if (now - _stallSince > _limits.WriteTimeout.TotalMilliseconds)
        {
            Close(CloseReason.WriteTimeout, new ConnectionClosedException(
                CloseReason.WriteTimeout,
                $"The peer took no byte for {now - _stallSince} ms (limit {_limits.WriteTimeout.TotalMilliseconds} ms)."));
        }
    }
}
