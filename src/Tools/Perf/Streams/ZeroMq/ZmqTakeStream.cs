using Sockets.Tools.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>PULL and SUB: receive. A subscriber whose publisher drops counts what it misses.</summary>
internal sealed class ZmqTakeStream : ZmqStream
{
    private static readonly TimeSpan s_endMark = TimeSpan.FromSeconds(5);

    private readonly ZmqReader _reader;
    private readonly GapSink? _gaps;

    /// <param name="setup">The socket and what belongs to it.</param>
    /// <param name="socket">The same socket.</param>
    public ZmqTakeStream(ZmqStreamSetup setup, ZmqReceivingSocket socket)
        : base(setup)
    {
        _gaps = setup.Plan.Mode == PerfMode.Loss ? new GapSink(setup.Sink) : null;
        _reader = new ZmqReader(socket, setup with { Sink = _gaps ?? setup.Sink }, payloadFrame: 0);
    }

    public override LossFigures? Loss => _gaps?.Figures;

    public override SendStatus TrySend(ReadOnlySpan<byte> message) => throw new NotSupportedException();

    /// <summary>Reads without pauses from here on, until the publisher has said how much there was.</summary>
    public override async Task FinishReceivingAsync()
    {
        _reader.PauseNoMore();
        if (_gaps is not null)
        {
            await _gaps.Ended.WaitAsync(s_endMark).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override Task ReadAsync(CancellationToken cancellationToken) => _reader.RunAsync(this, cancellationToken);
}
