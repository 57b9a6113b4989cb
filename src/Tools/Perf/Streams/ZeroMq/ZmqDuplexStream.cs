using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>PAIR and DEALER: send and receive, and wait while the peer takes nothing.</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqDuplexStream(ZmqStreamSetup setup, ZmqDuplexSocket socket) : ZmqStream(setup)
{
    private readonly ZmqReader _reader = new(socket, setup, payloadFrame: 0);

    public override SendStatus TrySend(ReadOnlySpan<byte> message) => socket.TrySend(message);

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        SendStatus status = socket.TrySend(message.Span);
        return status is SendStatus.BackPressured or SendStatus.NotConnected
            ? HeldBackAsync(socket.SendAsync(message, cancellationToken))
            : new ValueTask<SendStatus>(status);
    }

    protected override Task ReadAsync(CancellationToken cancellationToken) => _reader.RunAsync(this, cancellationToken);
}
