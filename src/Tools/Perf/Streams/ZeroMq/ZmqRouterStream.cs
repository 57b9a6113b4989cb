using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>ROUTER: sends to its one peer by name, and waits while that takes nothing. What comes has the name in front.</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqRouterStream(ZmqStreamSetup setup, ZmqRouter socket) : ZmqStream(setup)
{
    /// <summary>The name by which it knows its peer.</summary>
    public static readonly byte[] PeerName = [.. "perf"u8];

    private readonly ZmqReader _reader = new(socket, setup, payloadFrame: 1);

    public override SendStatus TrySend(ReadOnlySpan<byte> message) => socket.TrySend(PeerName, message);

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ValueTask<SendStatus> sending = socket.SendAsync(PeerName, message, cancellationToken);
        return sending.IsCompletedSuccessfully ? sending : HeldBackAsync(sending, static status => status);
    }

    protected override Task ReadAsync(CancellationToken cancellationToken) => _reader.RunAsync(this, cancellationToken);
}
