using System.Buffers.Binary;
using System.Net.Sockets;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Peers;

/// <content>What the ticks look after: signs of life, what silence means, and drops, of which listeners are told.</content>
internal sealed partial class Peer
{
    private const int LongestPing = 16;

    /// <summary>How long after sending failed something may still arrive: what was on its way is there by then.</summary>
    private const int LongestAfterSendFailure = 1000;

    private long _lastReceived;
    private long _lastPing;
    private long _timeToLive;
    private bool _answersPings;
    private long _dropsTold;

    /// <summary>Tells whoever listens what the policy has dropped since it was told last. No lock held.</summary>
    public void TellDrops()
    {
        if (!TransportEventSource.Log.IsEnabled())
        {
            return;
        }

        QueueCounters counters = Queue.Counters;
        long dropped = counters.DroppedNewest + counters.DroppedOldest + counters.Conflated;
        long told = Interlocked.Exchange(ref _dropsTold, dropped);
        if (dropped > told)
        {
            TransportEventSource.Log.Dropped(Endpoint, Address, dropped - told);
        }
    }

    /// <summary>Whether something waits to be read here, so that the peer is not what is late.</summary>
    private bool IsBehind => Volatile.Read(ref _isHeld) || _link.HasUnread;

    private void CheckLife(long now)
    {
        if (_sendFailure is { } failure)
        {
            if (now - Math.Max(failure.At, Volatile.Read(ref _lastReceived)) > LongestAfterSendFailure && !IsBehind)
            {
                CloseIfSendFailed();
            }

            return;
        }

        ZmqHeartbeat heartbeat = _core.Options.Heartbeat;
        long silence = now - Volatile.Read(ref _lastReceived);
        long allowed = Volatile.Read(ref _timeToLive);
        if (allowed > 0 && silence > allowed)
        {
            CloseSilent(silence, $"it had asked to be taken for dead after {allowed} ms");
        }
        else if (heartbeat.Interval > TimeSpan.Zero)
        {
            if (silence > heartbeat.Timeout.TotalMilliseconds && Volatile.Read(ref _answersPings))
            {
                CloseSilent(silence, $"the limit is {heartbeat.Timeout.TotalMilliseconds} ms");
            }
            else if (now - Math.Max(_lastPing, _lastReceived) >= heartbeat.Interval.TotalMilliseconds && IsPingDue(heartbeat))
            {
                _lastPing = now;
                SendPing(heartbeat.TimeToLive);
            }
        }
    }

    private void CloseSilent(long silence, string rule)
    {
        if (IsBehind)
        {
            // A peer that we do not listen to is not a silent one.
            return;
        }

        Close(CloseReason.PeerSilent, $"nothing arrived from the peer for {silence} ms; {rule}");
    }

    /// <summary>One that we do not listen to cannot answer; it is sent PING only when it was told to expect it.</summary>
    private bool IsPingDue(ZmqHeartbeat heartbeat) => heartbeat.TimeToLive > TimeSpan.Zero || !Volatile.Read(ref _isHeld);

    private void CloseIfSendFailed()
    {
        if (_sendFailure is { } failure)
        {
            Close(SocketErrors.ToCloseReason(failure.Error), $"sending failed: {failure.Error}");
        }
    }

    /// <summary>Always without a context: NetMQ cannot take one in every mechanism.</summary>
    private void SendPing(TimeSpan timeToLive)
    {
        TimeSpan told = timeToLive < ZmqHeartbeat.LongestTimeToLive ? timeToLive : ZmqHeartbeat.LongestTimeToLive;
        Span<byte> data = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)(told.TotalMilliseconds / 100));
        Span<byte> frame = stackalloc byte[LongestPing];
        Queue.Tell(frame[..Command.Write(frame, Command.Ping, data)]);
    }

    void IZmtpSink.OnPing(TimeSpan timeToLive, ReadOnlySpan<byte> context)
    {
        Volatile.Write(ref _timeToLive, (long)timeToLive.TotalMilliseconds);
        Span<byte> frame = stackalloc byte[2 * LongestPing];
        Queue.Tell(frame[..Command.Write(frame, Command.Pong, context)]);
    }

    void IZmtpSink.OnPong() => Volatile.Write(ref _answersPings, true);

    /// <summary>Why nothing more can be sent, and since when.</summary>
    private sealed record SendFailure(SocketError Error, long At);
}
