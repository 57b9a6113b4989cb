using System.Buffers.Binary;
using System.Diagnostics;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>The control frames that arrive. All of it runs on the receive loop.</content>
internal sealed partial class MessageSession
{
    private readonly ControlBudget _controlBudget = new();

    private void OnControl(Trn1Header header, ReadOnlySpan<byte> payload)
    {
        if (_phase == Phase.Open && !_controlBudget.TryTake(Trn1Header.Size + payload.Length, _pump.Now, Received + Lane.Sequence))
        {
            throw new ProtocolViolationException(
                $"The peer sends more control frames than anything gives cause for: the limit is {ControlBudget.PerSecond} a second "
                + $"and {ControlBudget.PerMessage} for each message, a frame counting once for each {ControlBudget.BytesPerUnit} bytes.");
        }

        switch (header.Type)
        {
            case Trn1FrameType.Hello when _phase == Phase.ExpectHello:
                OnHello(payload);
                break;
            case Trn1FrameType.Welcome when _phase == Phase.ExpectWelcome:
                OnWelcome(payload);
                break;
            case Trn1FrameType.Reject when _phase == Phase.ExpectWelcome:
                OnReject(payload);
                break;
            case Trn1FrameType.Credit when Has(payload, CreditGrant.Size, header):
                if (!Lane.Grant(CreditGrant.Read(payload)))
                {
                    throw new ProtocolViolationException("The peer granted more credit than a window can be.");
                }

                break;
            case Trn1FrameType.Ack when Has(payload, sizeof(ulong), header):
                OnAcknowledged(BinaryPrimitives.ReadUInt64LittleEndian(payload));
                break;
            case Trn1FrameType.Heartbeat when Has(payload, Heartbeat.Size, header):
                OnHeartbeat(Heartbeat.Read(payload));
                break;
            case Trn1FrameType.GoAway when Has(payload, GoAway.Size, header):
                OnGoAway(GoAway.Read(payload));
                break;
            case Trn1FrameType.Cancel when Has(payload, sizeof(uint), header):
                CheckRequests(header);
                OnCancel(payload);
                break;
            case Trn1FrameType.Error:
                OnError(payload);
                break;
            default:
                if ((header.Flags & Trn1Header.Ignorable) == 0 || Enum.IsDefined(header.Type))
                {
                    throw new ProtocolViolationException($"A frame of type 0x{(byte)header.Type:x2} came, which is not allowed here.");
                }

                break;
        }
    }

    /// <summary>Longer payloads are those of later versions, which may add at the end (TRN1-F5).</summary>
    private bool Has(ReadOnlySpan<byte> payload, int size, Trn1Header header)
    {
        if (payload.Length < size || header.Channel != 0 || _phase < Phase.Open)
        {
            throw new ProtocolViolationException($"A {header.Type} frame of {payload.Length} bytes on channel {header.Channel}: at least {size} on channel 0 are due.");
        }

        return true;
    }

    private void OnHeartbeat(Heartbeat heartbeat)
    {
        if (heartbeat.NextSequence != _receivedMessages + 1)
        {
            throw Violation(
                ReasonCode.Sequence,
                $"The sequence audit failed: the peer has sent {heartbeat.NextSequence - 1} messages, {_receivedMessages} arrived.");
        }

        OnAcknowledged(heartbeat.AckSequence);
        if (heartbeat.Echo != 0 && TakeEcho(heartbeat.Echo))
        {
            OnRoundTrip(Stopwatch.GetTimestamp(), (long)heartbeat.Echo);
        }

        if (heartbeat.Timestamp != 0)
        {
            Say(control => control.AskEcho(heartbeat.Timestamp));
        }
    }

    private bool TakeEcho(ulong echo)
    {
        lock (_pump.Outbox.Gate)
        {
            return _control.TakeEcho(echo);
        }
    }

    private void OnRoundTrip(long now, long sentAt)
    {
        long ticks = Math.Max(now - sentAt, 1);
        Volatile.Write(ref _roundTripTicks, ticks);
        TcpMeter.Instance.OnRoundTrip(Stopwatch.GetElapsedTime(0, ticks));
        if (_credit.Grow(_growth.Judge(ticks, now, _credit.Accepted.Bytes, _credit.WindowBytes)))
        {
            Say(static control => control.AskCredit());
        }
    }

    private void OnAcknowledged(ulong sequence)
    {
        if (sequence > Lane.Sequence)
        {
            throw Violation(ReasonCode.Sequence, $"The peer acknowledged message {sequence}; {Lane.Sequence} were sent.");
        }

        if (sequence > _acknowledgements.Acknowledged)
        {
            _acknowledgements.Advance(sequence);
            Lane.Acknowledge(sequence);
        }
    }

    private void OnGoAway(GoAway goAway)
    {
        if (goAway.LastSequence != _receivedMessages || _assembler.IsOpen)
        {
            throw Violation(
                ReasonCode.Sequence,
                $"The peer left after {goAway.LastSequence} messages, {_receivedMessages} arrived.");
        }

        OnAcknowledged(goAway.AckSequence);
        _phase = Phase.PeerLeft;
        Inbox.Complete(error: null);
        Calls.Close(new ConnectionClosedException(CloseReason.PeerClose, "The peer closed the connection."));
        Service.Stop();
        Lane.EndCredit();
        _ = LeaveAsync(CloseReason.PeerClose, ReasonCode.Done, CancellationToken.None).AsTask();
    }

    private void OnError(ReadOnlySpan<byte> payload)
    {
        string text = ReasonText.TryRead(payload, out ReasonText reason) ? $"{reason.Text} ({reason.Code})" : "an ERROR frame that is malformed";
        _pump.Close(CloseReason.Refused, new ConnectionClosedException(CloseReason.Refused, $"The peer broke the session off: {text}."));
    }
}
