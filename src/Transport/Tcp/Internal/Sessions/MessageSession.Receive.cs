using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>What arrives. All of it runs on the receive loop.</content>
internal sealed partial class MessageSession
{
    private ulong _receivedMessages;
    private long _receivedBytes;
    private long _handled;
    private int _releasedBytes;
    private int _releasedMessages;
    private bool _carried;

    /// <summary>The number of the last message received whole.</summary>
    public ulong Received => Volatile.Read(ref _receivedMessages);

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>How many messages the handler was given, requests and replies too.</summary>
    public long Handled => Volatile.Read(ref _handled);

    public int OnBytes(ReadOnlySpan<byte> received)
    {
        Volatile.Write(ref _awaitedSince, 0);
        _nextBegun = false;
        int consumed = _phase == Phase.ExpectPreamble ? TakePreamble(received) : 0;
        if (_phase == Phase.ExpectPreamble)
        {
            return 0;
        }

        while (received.Length - consumed >= Trn1Header.Size && !_pump.IsClosing)
        {
            ReadOnlySpan<byte> rest = received[consumed..];
            Trn1Header header = Trn1Header.Read(rest);
            if (_phase < Phase.Open)
            {
                CheckHandshakeHeader(header, rest);
            }
            else if (header.Length > SessionOptions.MaxFramePayload)
            {
                throw TooLarge($"A frame of {header.Length} bytes was announced", SessionOptions.MaxFramePayload);
            }

            int total = Trn1Header.Size + (int)header.Length;
            if (rest.Length < total)
            {
                CheckAnnounced(header);
                _nextBegun = _assembler.IsOpen && header.Type == _assembled;
                if (TryBeginDirect(header, rest[Trn1Header.Size..], total - rest.Length))
                {
                    return received.Length;
                }

                break;
            }

            OnFrame(header, rest[Trn1Header.Size..total]);
            consumed += total;
        }

        if (_phase < Phase.Open && received.Length - consumed < Trn1Header.Size)
        {
            CheckBegunHeader(received[consumed..]);
        }

        return consumed;
    }

    public bool OnBurstEnd()
    {
        if (_setup.Handler is null)
        {
            Inbox.Publish();
        }
        else if (_phase >= Phase.Open)
        {
            _setup.Handler.OnBatchEnd(_connection);
        }

        if (_releasedMessages > 0)
        {
            bool due = _credit.Release(_releasedBytes, _releasedMessages);
            _releasedBytes = _releasedMessages = 0;
            if (due)
            {
                Say(static control => control.AskCredit());
            }
        }

        NoteAwaited();
        bool carried = _carried;
        _carried = false;
        return carried;
    }

    public void OnPeerFinished(ReadOnlySpan<byte> rest)
    {
        if (_phase == Phase.PeerLeft && rest.IsEmpty)
        {
            _peerLeft.TrySetResult();
            return;
        }

        if (!rest.IsEmpty || _assembler.IsOpen)
        {
            throw new ProtocolViolationException(Truncation(rest), CloseReason.TruncatedFrame);
        }

        _pump.Close(CloseReason.PeerReset, new ConnectionClosedException(
            CloseReason.PeerReset,
            _phase < Phase.Open
                ? "The peer closed the connection before the handshake was done."
                : "The peer's end vanished without a farewell: its process has gone."));
    }

    private void OnFrame(Trn1Header header, ReadOnlySpan<byte> payload)
    {
        if (header.Type == Trn1FrameType.Data)
        {
            OnData(header, payload);
        }
        else if (_phase == Phase.PeerLeft)
        {
            throw new ProtocolViolationException($"A {header.Type} frame came after the peer's GOAWAY.");
        }
        else if (header.Type is Trn1FrameType.Request or Trn1FrameType.Reply)
        {
            OnHeaded(header, payload);
        }
        else
        {
            OnControl(header, payload);
        }
    }

    private void OnData(Trn1Header header, ReadOnlySpan<byte> payload)
    {
        if (_phase != Phase.Open || header.Channel != 0)
        {
            throw new ProtocolViolationException(
                header.Channel == 0 ? "A DATA frame came after the peer's GOAWAY." : $"A DATA frame came on channel {header.Channel}; there is only channel 0.");
        }

        int cost = Trn1Header.Size + payload.Length;
        if ((header.Flags & ~Trn1Header.Ignorable) == 0 && !_assembler.IsOpen)
        {
            CheckLength(payload.Length);
            Accept(cost, payload.Length);
            Deliver(payload, cost);
            return;
        }

        if ((header.Flags & ~Trn1Header.Ignorable) == Trn1Header.Compressed && _compression is not null && !_assembler.IsOpen)
        {
            OnCompressed(payload);
            return;
        }

        OnFragment(header, payload, cost);
    }

    private void Accept(int cost, int length)
    {
        if (!_credit.TryAccept(cost))
        {
            throw Overrun(cost);
        }

        _carried = true;
        Volatile.Write(ref _receivedMessages, _receivedMessages + 1);
        Volatile.Write(ref _receivedBytes, _receivedBytes + length);
    }

    private void Deliver(ReadOnlySpan<byte> payload, int cost)
    {
        if (_setup.Handler is null)
        {
            Inbox.Add(payload, _receivedMessages);
            return;
        }

        Volatile.Write(ref _handled, _handled + 1);
        _setup.Handler.OnMessage(_connection, payload);
        _releasedBytes += cost;
        _releasedMessages++;
    }

    /// <summary>The application let go of messages.</summary>
    private void OnReleased(int bytes, int count)
    {
        if (_credit.Release(bytes, count) && !_pump.IsClosing)
        {
            Say(static control => control.AskCredit());
        }
    }

    /// <summary>A message over the limit is refused before it is buffered.</summary>
    private void CheckAnnounced(Trn1Header header)
    {
        long length = (long)_assembler.Length + header.Length;
        if (header.Type is (Trn1FrameType.Data or Trn1FrameType.Request or Trn1FrameType.Reply) && length > _setup.Limits.MaxMessageLength)
        {
            throw TooLarge($"A message of {length} bytes was announced", _setup.Limits.MaxMessageLength);
        }
    }

    private void CheckLength(int length)
    {
        if (length > _setup.Limits.MaxMessageLength)
        {
            throw TooLarge($"A message of {length} bytes arrived", _setup.Limits.MaxMessageLength);
        }
    }

    private string Truncation(ReadOnlySpan<byte> rest)
    {
        if (_phase == Phase.ExpectPreamble)
        {
            return $"The stream ended inside the preamble: {rest.Length} of the {Preamble.Size} bytes arrived.";
        }

        if (!_assembler.Rest.IsEmpty)
        {
            return $"The stream ended inside a frame: {_directCost - _assembler.Rest.Length} of {_directCost} bytes arrived.";
        }

        if (rest.Length < Trn1Header.Size)
        {
            return rest.IsEmpty
                ? $"The stream ended inside a fragmented message: {_assembler.Length} bytes of it had arrived, and more were to come."
                : $"The stream ended inside a frame's header: {rest.Length} of {Trn1Header.Size} bytes arrived.";
        }

        long total = Trn1Header.Size + (long)Trn1Header.Read(rest).Length;
        return $"The stream ended inside a frame: {rest.Length} of {total} bytes arrived.";
    }

    private ProtocolViolationException Overrun(int cost) => Violation(
        ReasonCode.Credit,
        $"The peer sent more than it was granted: a message of {cost} bytes with {_credit.Granted.Bytes - _credit.Accepted.Bytes} bytes "
        + $"and {_credit.Granted.Messages - _credit.Accepted.Messages} messages of credit left.");

    private static ProtocolViolationException TooLarge(string what, int limit) =>
        new($"{what}; the limit is {limit} bytes.", CloseReason.FrameTooLarge);
}
