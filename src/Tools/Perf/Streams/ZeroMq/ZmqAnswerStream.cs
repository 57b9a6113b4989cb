using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>REP: hands over requests, each of which is answered from within the sink.</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqAnswerStream(ZmqStreamSetup setup, ZmqReplier socket) : ZmqStream(setup)
{
    private ZmqRequest _request;

    public override SendStatus TrySend(ReadOnlySpan<byte> message) => _request.TryReply(message);

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        new(TrySend(message.Span));

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using ZmqRequest request = await socket.ReceiveAsync(cancellationToken);
            _request = request;
            Sink.OnMessage(this, request.First, default);
        }
    }
}
