using Sockets.Transport.Tcp.Internal.Requests;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>
/// Requests and replies. They are messages, but never queued: what must not be lost waits in the line, and is the
/// memory of whoever waits.
/// </content>
internal sealed partial class SendLane
{
    /// <summary>Offers a request or a reply. Gate held; when it says Sent, somebody must take the sending role.</summary>
    /// <param name="message">It is told when it was <see cref="SendStatus.Queued"/> and then posted.</param>
    /// <param name="policy">Whether it waits for credit and room, or is refused without.</param>
    public SendStatus Post(IHeadedMessage message, OverflowPolicy policy)
    {
        _submitted++;
        int length = 0;
        SendStatus status = message.Payload.Length > MaxMessageLength - MessageHead.Size && _refusal == SendStatus.Sent
            ? SendStatus.TooLarge
            : Judge((int)Math.Min(int.MaxValue, (long)MessageHead.Size + message.Payload.Length), out length);
        if (status == SendStatus.Sent)
        {
            Commit(message, length);
        }
        else if (policy == OverflowPolicy.Wait && MayWait(status, WhenDisconnected.ApplyPolicy))
        {
            if (!_spareWaiters.TryPop(out SendWaiter? waiter))
            {
                waiter = new SendWaiter(this);
            }

            waiter.Begin(message, length);
            _waiters.Add(waiter);
            status = SendStatus.Queued;
        }
        else
        {
            _refused++;
        }

        return status;
    }

    /// <summary>Takes a message that waits out of the line. Gate held; call <see cref="Pump"/> after leaving it.</summary>
    public void Withdraw(IHeadedMessage message)
    {
        if (message.Waiting is not { } waiter)
        {
            return;
        }

        _waiters.Remove(waiter);
        _refused++;
        waiter.End();
        NoteEmpty();
    }

    private void Commit(IHeadedMessage message, int length)
    {
        _writer!.Write(message.Head, message.Payload.Span, OutboxFor(length));
        NoteCommitted(message.Payload.Length, length);
    }
}
