using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>REQ: asks, one request at a time, and hands over the answers. Who asks again from within the sink does so on the thread that took the answer.</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqAskStream(ZmqStreamSetup setup, ZmqRequester socket) : ZmqStream(setup)
{
    private readonly byte[] _request = new byte[setup.Plan.SizeBytes];
    private readonly SemaphoreSlim _asked = new(0, 1);

    public override SendStatus TrySend(ReadOnlySpan<byte> message)
    {
        if (Over.IsCancellationRequested)
        {
            return SendStatus.NotConnected;
        }

        message.CopyTo(_request);
        _asked.Release();
        return SendStatus.Sent;
    }

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        new(TrySend(message.Span));

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        using (_asked)
        {
            while (true)
            {
                await _asked.WaitAsync(cancellationToken);
                using ZmqMessage answer = await socket.RequestAsync(_request, cancellationToken);
                Sink.OnMessage(this, answer.First, default);
            }
        }
    }
}
