using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>
/// Messages that are worth compressing. That is done without the gate, and before it is taken for good, so that each
/// thread's messages keep their order. What a message costs does not depend on it (docs/decisions/0009).
/// </content>
internal sealed partial class SendLane
{
    private MessageCompression? _compression;
    private long _compressed;
    private long _bytesBefore;
    private long _bytesAfter;

    private bool Compresses(int messageLength) => _compression is { } compression && messageLength >= compression.From;

    private SendStatus TrySendCompressed(ReadOnlySpan<byte> message, ulong key, WhenDisconnected offline)
    {
        if (Refuses(message.Length, _queue is not null, offline, out SendStatus status))
        {
            return status;
        }

        if (!_compression!.TryPack(message, out QueuedMessage packed))
        {
            return TrySendPlain(message, key, offline);
        }

        bool send;
        lock (_outbox.Gate)
        {
            _submitted++;
            status = Offer(packed, key, offline);
            send = status == SendStatus.Sent && _outbox.TakeRole();
        }

        return Offered(status, send);
    }

    /// <summary>Refuses at once what would be refused in the end, so that it is not compressed for nothing.</summary>
    private bool Refuses(int messageLength, bool waits, WhenDisconnected offline, out SendStatus status)
    {
        lock (_outbox.Gate)
        {
            status = Judge(messageLength, out _);
            if (status == SendStatus.Sent || (waits && MayWait(status, offline)))
            {
                return false;
            }

            _submitted++;
            _refused++;
            return true;
        }
    }

    /// <summary>Offers a message in memory of its own, which it takes over.</summary>
    private SendStatus Offer(QueuedMessage message, ulong key, WhenDisconnected offline)
    {
        SendStatus status = Judge(message.RawLength, out int length);
        if (status == SendStatus.Sent)
        {
            Commit(message, length);
            return status;
        }

        if (_queue is not null && MayWait(status, offline))
        {
            return Enqueue(message, length, key);
        }

        message.Buffer.Release();
        _refused++;
        return status;
    }
}
