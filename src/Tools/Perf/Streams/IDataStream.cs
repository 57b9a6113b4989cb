using Sockets.Transport;

namespace Sockets.Tools.Perf.Streams;

/// <summary>One end of one data stream: all that measuring needs of a transport. What arrives goes to its <see cref="IDataSink"/>.</summary>
internal interface IDataStream : IAsyncDisposable
{
    /// <summary>This end, as people write it.</summary>
    string LocalEnd { get; }

    /// <summary>The other end.</summary>
    string RemoteEnd { get; }

    /// <summary>The longest message the other end takes.</summary>
    int MaxMessageLength { get; }

    /// <summary>The clock on which its messages are stamped, now, in nanoseconds.</summary>
    long Now { get; }

    /// <summary>What it has counted below the messages.</summary>
    StreamCounts Counts { get; }

    /// <summary>What became of the packets that were sent to it; null where a transport loses none, and for an end that only sends.</summary>
    LossFigures? Loss { get; }

    /// <summary>Sends; waits while there is no room. <see cref="SendStatus.Sent"/> or <see cref="SendStatus.Queued"/> when it went.</summary>
    /// <param name="message">Borrowed until the task is done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Sends if there is room. From any thread, the one that calls the sink included.</summary>
    SendStatus TrySend(ReadOnlySpan<byte> message);

    /// <summary>Waits until all that was sent has arrived, where the transport says so, else until it is on its way; and tells the other end that it was all, as far as the transport can.</summary>
    Task FinishSendingAsync(CancellationToken cancellationToken);

    /// <summary>Takes what is on its way still and decides about what is missing. Afterwards <see cref="Loss"/> stands still.</summary>
    Task FinishReceivingAsync();

    /// <summary>Why the stream is of no use any more.</summary>
    Exception Broken();
}
