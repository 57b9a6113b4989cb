namespace Sockets.Transport.ZeroMq;

/// <summary>Stands between publishers and subscribers that do not know each other: ZeroMQ's proxy for this pattern.</summary>
public static class ZmqForwarder
{
    /// <summary>
    /// Passes messages on to whoever subscribed, and subscriptions back to the publishers, until it is cancelled or one of the
    /// sockets is disposed. Messages are passed on as they are, frame by frame, without being read.
    /// </summary>
    /// <param name="publishers">Where messages come from.</param>
    /// <param name="subscribers">Where they go. One that cannot keep up is dealt with as its options say.</param>
    /// <param name="capture">Gets a copy of every message too; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task RunAsync(
        ZmqXSubscriber publishers, ZmqXPublisher subscribers, ZmqPublisher? capture = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publishers);
        ArgumentNullException.ThrowIfNull(subscribers);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task down = ForwardAsync(publishers, message => Publish(message, subscribers, capture), ending.Token);
        Task up = ForwardAsync(subscribers, message => publishers.Forward(message), ending.Token);

        // Whichever ends first ends the other, and its way of ending is the forwarder's.
        Task first = await Task.WhenAny(down, up).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await (first == down ? up : down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private static void Publish(ZmqMessage message, ZmqXPublisher subscribers, ZmqPublisher? capture)
    {
        subscribers.Forward(message);
        capture?.Forward(message);
    }

    private static async Task ForwardAsync(ZmqReceivingSocket from, Action<ZmqMessage> forward, CancellationToken cancellationToken)
    {
        var batch = new ZmqMessage[100];
        while (true)
        {
            int count;
            try
            {
                count = await from.ReceiveAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            for (int i = 0; i < count; i++)
            {
                using ZmqMessage message = batch[i];
                forward(message);
            }
        }
    }
}
