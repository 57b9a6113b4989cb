using Sockets.Transport;

namespace Sockets.Tools.Endpoints;

/// <summary>One connection that carries messages both ways, whichever protocol it speaks.</summary>
internal interface IMessageChannel : IAsyncDisposable
{
    /// <summary>This end as an endpoint.</summary>
    string LocalEnd { get; }

    /// <summary>The other end as an endpoint.</summary>
    string RemoteEnd { get; }

    /// <summary>The longest message the peer, or the framing, takes.</summary>
    int MaxMessageLength { get; }

    /// <summary>Done when nothing can be sent or received any more.</summary>
    Task Closed { get; }

    /// <summary>Offers one message. Waits where nothing may be lost, answers at once where a policy decides.</summary>
    /// <param name="message">The payload; borrowed until the returned task is done.</param>
    /// <param name="cancellationToken">Ends the waiting; what was accepted before stays accepted.</param>
    ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>The next message, valid until the next call; null when the peer has finished in order.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Waits until what was accepted is on its way and, where the protocol can tell, has arrived.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Finishes in order.</summary>
    ValueTask CloseAsync(CancellationToken cancellationToken);

    /// <summary>Ends at once, so that the peer does not take what it has for the whole: with words where the protocol has some, else with a reset.</summary>
    void Abort();

    /// <summary>Receives nothing more, and settles what is counted. What was received can still be read.</summary>
    ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <summary>Where the message that was received last has several parts, how long each is; else nothing.</summary>
    ReadOnlySpan<int> PartLengths => default;

    ChannelStats GetStats();

    /// <summary>Those who get each message, where there may be several; else none.</summary>
    IReadOnlyList<ReceiverSample> GetReceivers() => [];
}
