namespace Sockets.Tools.Endpoints;

/// <summary>A channel whose messages can be requests.</summary>
internal interface IRequestChannel : IMessageChannel
{
    /// <summary>Asks the peer and waits for its answer, which the caller disposes.</summary>
    ValueTask<Answer> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken);
}
