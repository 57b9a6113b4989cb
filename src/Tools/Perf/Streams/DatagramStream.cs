using Sockets.Tools.Perf.Control;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.Streams;

/// <summary>A sender of datagrams, a receiver, or both, as one end of a stream. A reader of its own takes what arrives out of the queue.</summary>
internal sealed class DatagramStream : IDataStream
{
    /// <summary>What is on its way when the other side has sent everything has this long; its end is said ten times within half of it.</summary>
    private static readonly TimeSpan s_endOfSources = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_endOfReading = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly MulticastSender? _sender;
    private readonly MulticastReceiver? _receiver;
    private readonly IDataSink _sink;
    private readonly TimeSpan _pause;
    private readonly long _pauseEvery;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _reading;

    /// <param name="sender">Sends; owned from here on. Null for an end that only receives.</param>
    /// <param name="receiver">Receives; owned from here on. Null for an end that only sends.</param>
    /// <param name="remote">Where to, as people write it.</param>
    /// <param name="sink">Takes what arrives.</param>
    /// <param name="pause">How long the reader pauses; zero for one that never does.</param>
    /// <param name="pauseEvery">After how many messages.</param>
    public DatagramStream(MulticastSender? sender, MulticastReceiver? receiver, string remote, IDataSink sink, TimeSpan pause, long pauseEvery)
    {
        _sender = sender;
        _receiver = receiver;
        _sink = sink;
        _pause = pause;
        _pauseEvery = pauseEvery;
        RemoteEnd = remote;
        _reading = receiver is null ? Task.CompletedTask : Task.Run(() => ReadAsync(receiver));
    }

    public string LocalEnd => (_sender?.LocalEndPoint ?? _receiver!.LocalEndPoint).ToString();

    public string RemoteEnd { get; }

    public int MaxMessageLength => _sender?.MaxUnfragmentedLength ?? 0;

    /// <summary>The wall clock: the kernel stamps what arrives with it.</summary>
    public long Now => ClockComparison.WallNs();

    public StreamCounts Counts
    {
        get
        {
            MulticastSenderStats sent = _sender?.Stats ?? new MulticastSenderStats();
            return new StreamCounts
            {
                Sent = sent.DatagramsSent,
                Failed = sent.DatagramsFailed + sent.DatagramsDiscarded,
                SendCalls = sent.SendCalls,
                ReceiveCalls = _receiver?.Stats.ReceiveCalls ?? 0,
                Stalls = sent.BufferFull + sent.QueueFull,
            };
        }
    }

    public LossFigures? Loss => _receiver is null ? null : MulticastLoss.Of(_receiver.Stats);

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _sender!.SendAsync(message, default, cancellationToken);

    public SendStatus TrySend(ReadOnlySpan<byte> message) => _sender!.TrySend(message);

    public Task FinishSendingAsync(CancellationToken cancellationToken) => _sender!.CompleteAsync(cancellationToken);

    public async Task FinishReceivingAsync()
    {
        if (_receiver is null)
        {
            return;
        }

        for (TimeSpan waited = TimeSpan.Zero; !_receiver.AllSourcesEnded && waited < s_endOfSources; waited += s_look)
        {
            await Task.Delay(s_look);
        }

        await _receiver.StopAsync();
        await _reading.WaitAsync(s_endOfReading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Exception Broken() => _receiver?.Error ?? new TransportException("the sender of datagrams has ended");

    public async ValueTask DisposeAsync()
    {
        if (_sender is not null)
        {
            await _sender.DisposeAsync();
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
            await _over.CancelAsync();
            await _reading;
        }

        _over.Dispose();
    }

    private async Task ReadAsync(MulticastReceiver receiver)
    {
        long untilPause = _pause > TimeSpan.Zero ? _pauseEvery : long.MaxValue;
        try
        {
            while (true)
            {
                using (MulticastMessage message = await receiver.ReceiveAsync())
                {
                    _sink.OnMessage(this, message.Span, new MessageTimes(message.Info.SentNanoseconds, message.Info.ReceivedNanoseconds));
                }

                if (--untilPause == 0)
                {
                    untilPause = _pauseEvery;
                    await Task.Delay(_pause, _over.Token);
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            _sink.OnEnded(error: null);
        }
        catch (TransportException e)
        {
            _sink.OnEnded(e);
        }
    }
}
