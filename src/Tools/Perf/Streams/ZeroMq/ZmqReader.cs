using System.Diagnostics;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>Takes what a socket has received, as fast as it can or with pauses, and hands it to the sink.</summary>
internal sealed class ZmqReader
{
    private const int MostAtOnce = 64;

    private readonly ZmqReceivingSocket _socket;
    private readonly IDataSink _sink;
    private readonly int _payloadFrame;
    private readonly TimeSpan _pause;
    private readonly long _pauseEvery;
    private readonly TimeSpan _pausing;
    private long _untilPause;
    private long _start;
    private volatile bool _pausesNoMore;

    /// <param name="socket">Where from.</param>
    /// <param name="setup">Whom to hand it to, and how slow to be.</param>
    /// <param name="payloadFrame">Which frame is handed over, from 0.</param>
    public ZmqReader(ZmqReceivingSocket socket, ZmqStreamSetup setup, int payloadFrame)
    {
        _socket = socket;
        _sink = setup.Sink;
        _payloadFrame = payloadFrame;
        _pause = setup.Plan.ReaderPause;
        _pauseEvery = _pause > TimeSpan.Zero ? setup.Plan.ReaderEvery : long.MaxValue;

        // Who is slow while it is measured need not be slow at the end: what is on its way then has to arrive.
        _pausing = setup.Plan.Warmup + setup.Plan.Time;
        _untilPause = _pauseEvery;
    }

    /// <summary>Nothing is measured any more.</summary>
    public void PauseNoMore() => _pausesNoMore = true;

    /// <summary>Reads until it is cancelled; what has arrived then is handed over still.</summary>
    public async Task RunAsync(IDataStream stream, CancellationToken cancellationToken)
    {
        var batch = new ZmqMessage[_pauseEvery == long.MaxValue ? MostAtOnce : 1];
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(batch, cancellationToken);
                for (int i = 0; i < count; i++)
                {
                    Take(stream, batch[i]);
                }

                if (_untilPause <= 0)
                {
                    await PauseAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            while (_socket.TryReceive(out ZmqMessage message))
            {
                Take(stream, message);
            }

            throw;
        }
    }

    private void Take(IDataStream stream, in ZmqMessage message)
    {
        using (message)
        {
            _sink.OnMessage(stream, message[_payloadFrame], default);
        }

        _untilPause--;
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        _start = _start == 0 ? Stopwatch.GetTimestamp() : _start;
        _untilPause = _pauseEvery;
        if (!_pausesNoMore && Stopwatch.GetElapsedTime(_start) < _pausing)
        {
            await Task.Delay(_pause, cancellationToken);
        }
    }
}
