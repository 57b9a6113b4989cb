namespace Sockets.Transport.ZeroMq;

/// <summary>Stands between publishers and subscribers that do not know each other: ZeroMQ's proxy for this pattern.</summary>
public static class ZmqForwarder
{
    /// <summary>
    /// Passes messages on to whoever subscribed, and subscriptions back to the publishers, until it is cancelled or one of the
    /// sockets is disposed. Messages are passed on as they are, frame by frame, without being read; one that is longer than the
    /// <see cref="ZmqLimits.MaxMessageLength"/> of the socket it should leave by is left out, and counted there
    /// (<see cref="ZmqSocketStats.TooLong"/>).
    /// </summary>
    /// <param name="publishers">Where messages come from.</param>
    /// <param name="subscribers">
    /// Where they go. One that cannot keep up is dealt with as its options say; under <see cref="OverflowPolicy.Wait"/> the slowest
    /// sets the pace, and publishers are held back.
    /// </param>
    /// <param name="capture">Gets a copy of every message too; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task RunAsync(
        ZmqXSubscriber publishers, ZmqXPublisher subscribers, ZmqPublisher? capture = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publishers);
        ArgumentNullException.ThrowIfNull(subscribers);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task down = ForwardAsync(publishers, message => PublishAsync(message, subscribers, capture, ending.Token), ending.Token);
        Task up = ForwardAsync(subscribers, message => SendUpAsync(message, publishers), ending.Token);

        // Whichever ends first ends the other, and its way of ending is the forwarder's.
        Task first = await Task.WhenAny(down, up).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await (first == down ? up : down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private static async ValueTask PublishAsync(
        ZmqMessage message, ZmqXPublisher subscribers, ZmqPublisher? capture, CancellationToken cancellationToken)
    {
        if (subscribers.MaySend(message))
        {
            await subscribers.ForwardWaitingAsync(message, cancellationToken).ConfigureAwait(false);
        }

        if (capture is not null && capture.MaySend(message))
        {
            await capture.ForwardWaitingAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ValueTask SendUpAsync(ZmqMessage message, ZmqXSubscriber publishers)
    {
        if (publishers.MaySend(message))
        {
            publishers.Forward(message);
        }

        return ValueTask.CompletedTask;
    }

    private static async Task ForwardAsync(
        ZmqReceivingSocket from, Func<ZmqMessage, ValueTask> forward, CancellationToken cancellationToken)
    {
        var batch = new ZmqMessage[100];
        int count = 0;
        try
        {
            while (true)
            {
                count = await from.ReceiveAsync(batch, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < count; i++)
                {
                    await forward(batch[i]).ConfigureAwait(false);
                    batch[i].Dispose();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Of either socket: that is how it ends.
        }
        finally
        {
            // Those that were not reached; a second time does nothing.
            Array.ForEach(batch[..count], static message => message.Dispose());
        }
    }
}
