using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>PUSH: sends, and waits while its peer takes nothing.</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqPushStream(ZmqStreamSetup setup, ZmqPush socket) : ZmqStream(setup)
{
    public override SendStatus TrySend(ReadOnlySpan<byte> message) => socket.TrySend(message);

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        SendStatus status = socket.TrySend(message.Span);
        return status is SendStatus.BackPressured or SendStatus.NotConnected
            ? HeldBackAsync(socket.SendAsync(message, cancellationToken))
            : new ValueTask<SendStatus>(status);
    }

    /// <summary>Nothing comes.</summary>
    protected override Task ReadAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
