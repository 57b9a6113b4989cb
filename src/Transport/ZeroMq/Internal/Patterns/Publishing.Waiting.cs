using System.Runtime.CompilerServices;
using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <content>Publishing that waits for the slowest, under <see cref="OverflowPolicy.Wait"/>.</content>
internal sealed partial class Publishing
{
    /// <summary>
    /// Sends to whoever wants it. Under Wait those that have room are sent it at once, and it completes when the others had
    /// room for it too.
    /// </summary>
    /// <param name="message">Says the message again, as often as it is asked: a span cannot wait.</param>
    /// <param name="cancellationToken">Gives up waiting. Those that had room have been sent the message.</param>
    public ValueTask<PublishResult> PublishWaitingAsync(MessageParts message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OutgoingMessage outgoing = message.ToMessage();
        if (_core.QueueLimits.Overflow != OverflowPolicy.Wait)
        {
            return new ValueTask<PublishResult>(Publish(outgoing));
        }

        ReadOnlySpan<Peer> peers = Match(outgoing, out PeerMatch match);
        if (peers.IsEmpty)
        {
            return default;
        }

        PooledBuffer? shared = outgoing.IsLong ? outgoing.Encode(_core.Options.Pool) : null;
        int queued = 0;
        List<Peer>? full = null;
        foreach (Peer peer in peers)
        {
            QueueResult result = peer.Queue.TryAdd(outgoing, SenderFor(peers.Length), shared);
            queued += result == QueueResult.Queued ? 1 : 0;
            if (result == QueueResult.Full)
            {
                (full ??= []).Add(peer);
            }
        }

        match.Forget();
        if (full is not null)
        {
            return WaitAsync(message, shared, full, queued, cancellationToken);
        }

        shared?.Release();
        return new ValueTask<PublishResult>(new PublishResult(queued, queued, Dropped: 0));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PublishResult> WaitAsync(
        MessageParts message, PooledBuffer? shared, List<Peer> full, int queued, CancellationToken cancellationToken)
    {
        try
        {
            foreach (Peer peer in full)
            {
                while (true)
                {
                    Task room = _room.Next;
                    ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
                    QueueResult result = peer.Queue.TryAdd(message.ToMessage(), SendBy.Caller, shared);
                    if (result != QueueResult.Full)
                    {
                        queued += result == QueueResult.Queued ? 1 : 0;
                        break;
                    }

                    await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return new PublishResult(queued, queued, Dropped: 0);
        }
        finally
        {
            shared?.Release();
        }
    }
}
