using System.Buffers.Binary;
using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Requests;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>Requests and replies. What arrives is dealt with on the receive loop.</content>
internal sealed partial class MessageSession
{
    /// <summary>What CANCEL frames may take of the control frames that go out at once: 16 of them.</summary>
    private const int CancelsLength = 16 * 12;

    private Features _features;
    private uint _peerRequests;

    /// <summary>What this side asks.</summary>
    public RequestCalls Calls { get; }

    /// <summary>What this side answers.</summary>
    public RequestService Service { get; }

    /// <summary>What was asked is answered, both ways, as far as the close timeout goes; nothing new begins.</summary>
    private async ValueTask FinishRequestsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Calls.DrainAsync(), Service.DrainAsync())
                .WaitAsync(_setup.Limits.CloseTimeout, _setup.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Calls.Close(new ConnectionClosedException(CloseReason.LocalClose, "The connection was closed here."));
            Service.Stop();
        }
    }

    private void OnHeaded(Trn1Header header, ReadOnlySpan<byte> payload)
    {
        CheckRequests(header);
        int cost = Trn1Header.Size + payload.Length;
        if ((header.Flags & ~Trn1Header.Ignorable) != 0 || _assembler.IsOpen)
        {
            OnFragment(header, payload, cost);
            return;
        }

        CheckLength(payload.Length);
        MessageHead head = ReadHead(header.Type, payload);
        Accept(cost, payload.Length);
        ReadOnlySpan<byte> body = payload[MessageHead.Size..];
        if (head.Type == Trn1FrameType.Request)
        {
            ServedRequest request = AcceptRequest(head, cost);
            PooledBuffer buffer = _setup.Pool.Rent(body.Length);
            body.CopyTo(buffer.Array);
            request.Hold(buffer, offset: 0, body.Length);
            Service.Run(request);
            return;
        }

        if (EndRequest(head, cost) is { } waiting)
        {
            PooledBuffer buffer = _setup.Pool.Rent(body.Length);
            body.CopyTo(buffer.Array);
            waiting.Complete(new Message(buffer, body.Length, _receivedMessages));
        }
    }

    /// <summary>All fragments of a request or reply are there.</summary>
    private void OnHeaded(Trn1FrameType type, PooledBuffer whole, int length, int cost)
    {
        try
        {
            MessageHead head = ReadHead(type, whole.Array.AsSpan(0, length));
            length -= MessageHead.Size;
            if (type == Trn1FrameType.Request)
            {
                ServedRequest request = AcceptRequest(head, cost);
                whole.Retain();
                request.Hold(whole, MessageHead.Size, length);
                Service.Run(request);
            }
            else if (EndRequest(head, cost) is { } waiting)
            {
                whole.Retain();
                waiting.Complete(new Message(whole, length, _receivedMessages, MessageHead.Size));
            }
        }
        finally
        {
            whole.Release();
        }
    }

    private void OnCancel(ReadOnlySpan<byte> payload) => Service.Cancel(BinaryPrimitives.ReadUInt32LittleEndian(payload));

    private void CheckRequests(Trn1Header header)
    {
        if (_phase != Phase.Open || header.Channel != 0 || (_features & Features.Requests) == Features.None)
        {
            throw new ProtocolViolationException(
                $"A frame of type 0x{(byte)header.Type:x2} on channel {header.Channel} came, which is not allowed here: requests need an open session, channel 0, and two sides that offer them.");
        }
    }

    private static MessageHead ReadHead(Trn1FrameType type, ReadOnlySpan<byte> message)
    {
        if (message.Length < MessageHead.Size)
        {
            throw new ProtocolViolationException($"A {type} of {message.Length} bytes: at least {MessageHead.Size} are due.");
        }

        MessageHead head = MessageHead.Read(type, message);
        return type == Trn1FrameType.Reply || head.Value > 0
            ? head
            : throw new ProtocolViolationException($"Request {head.Id} has no time: its deadline is 0 ms.");
    }

    private ServedRequest AcceptRequest(MessageHead head, int cost)
    {
        if (!Service.HasPlace())
        {
            throw Violation(
                ReasonCode.Credit, $"The peer has more requests in flight than the {_setup.Requests.MaxInFlight} that it was told.");
        }

        Volatile.Write(ref _handled, _handled + 1);
        return Service.Accept(head, cost)
            ?? throw new ProtocolViolationException($"A request came whose id {head.Id} is in flight already.");
    }

    /// <summary>Who waits for this answer, if anybody does. Whoever has asked for it has room for it, so its credit goes back at once.</summary>
    private PendingRequest? EndRequest(MessageHead head, int cost)
    {
        if (!Calls.TryEnd(head, out PendingRequest? waiting))
        {
            throw new ProtocolViolationException($"A reply came to {head.Id}, and no such request is in flight.");
        }

        Volatile.Write(ref _handled, _handled + 1);
        _releasedBytes += cost;
        _releasedMessages++;
        if (head.Status != ReplyStatus.Ok)
        {
            waiting?.Fail(RequestCalls.ToException(head.Status));
            return null;
        }

        return waiting;
    }
}
