using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// One side of one test: what it sends on each stream, and what it does with what arrives. The same on both sides; which
/// one it is decides who sends, who answers and who times.
/// </summary>
internal sealed class TestEnd
{
    /// <summary>Answers that are on their way when the last message of an open loop has gone have this long.</summary>
    private static readonly TimeSpan s_lastAnswers = TimeSpan.FromMilliseconds(500);

    /// <summary>And everything else.</summary>
    private static readonly TimeSpan s_lastMessages = TimeSpan.FromSeconds(5);

    private readonly TestPlan _plan;
    private readonly Side _side;
    private readonly IMeasuringSink[] _sinks;
    private readonly StreamSending?[] _sendings;
    private readonly ProcessMeter _process = new();
    private readonly IntervalTimes _times = new();
    private readonly WallClockWatch? _clock;
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<IDataStream> _streams = [];
    private long _began;

    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    /// <param name="time">The clocks; that of datagrams is watched.</param>
    /// <param name="stop">Ends it early, in order.</param>
    public TestEnd(TestPlan plan, Side side, TimeProvider time, CancellationToken stop)
    {
        _plan = plan;
        _side = side;
        _clock = plan.Datagrams is null ? null : new WallClockWatch(time);
        _sinks = [.. Enumerable.Range(0, plan.Streams).Select(_ => CreateSink(stop))];
        _sendings = new StreamSending?[plan.Streams];
        foreach (IMeasuringSink sink in _sinks)
        {
            Watch(sink.Completed);
        }
    }

    /// <summary>Fails with the first stream that breaks, whichever way it goes; done never.</summary>
    public Task Broken => _broken.Task;

    /// <summary>What takes the messages of a stream.</summary>
    public IMeasuringSink Sink(int stream) => _sinks[stream];

    /// <summary>The times this side records, stream by stream; another thread may read them meanwhile. None where nothing comes to it.</summary>
    private IEnumerable<LatencyHistogram> Times => _plan.Receives(_side) || _sinks[0].Received is null
        ? _sinks.Select(static sink => sink.Times).OfType<LatencyHistogram>()
        : [];

    /// <summary>Without what the kernel refused, which has no number.</summary>
    private long Sent
    {
        get
        {
            long refused = _plan.Datagrams is null ? 0 : _streams.Sum(static stream => stream.Counts.Failed);
            return _sendings.Sum(static sending => sending?.Count ?? 0) - refused;
        }
    }

    /// <summary>What to say about the wall clock; null when it was not set, or nothing is timed by it.</summary>
    public string? ClockNotice => _clock?.Notice;

    private long Received => _plan.Receives(_side) ? _sinks.Sum(static sink => sink.Count) : 0;

    /// <summary>Sends, where it is this side's turn, until the time is over, it is stopped, or a stream breaks.</summary>
    /// <param name="streams">This side's ends, which stand.</param>
    /// <param name="stop">Ends it early, in order.</param>
    public async Task SendAsync(IReadOnlyList<IDataStream> streams, CancellationToken stop)
    {
        _streams = streams;
        Volatile.Write(ref _began, MonotonicClock.Now);
        _process.Start();
        if (_plan.Mode == PerfMode.PingPong)
        {
            if (_side == Side.Near)
            {
                await AskAsync();
            }
        }
        else if (_plan.Sends(_side))
        {
            await SendAllAsync(streams, stop);
        }

        if (_plan.Mode == PerfMode.UnderLoad && _side == Side.Near)
        {
            await WaitForAnswersAsync();
        }
    }

    /// <summary>Waits for what is on its way, once the other side has sent everything.</summary>
    public async Task FinishReceivingAsync()
    {
        // Who asks one at a time has all answers when it says that it is done, and sends no last message.
        if (_plan.Receives(_side) && _plan.Mode != PerfMode.PingPong)
        {
            await Task.WhenAll(_sinks.Select(static sink => sink.Completed))
                .WaitAsync(s_lastMessages).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_streams.Select(static stream => stream.FinishReceivingAsync()));
        _process.Stop();
    }

    /// <summary>What this side has counted. Any thread may ask, while it goes on too.</summary>
    public EndFigures Figures() => EndFigures.Of([.. Enumerable.Range(0, _streams.Count).Select(FiguresOf)], _process.Cost) with
    {
        WallClockWasSet = _clock is { WasSet: true },
    };

    /// <summary>What this side has counted so far, without what takes long to add up.</summary>
    public EndCounts Counts() => new()
    {
        AtNs = Volatile.Read(ref _began) is > 0 and long began ? MonotonicClock.Now - began : 0,
        Sent = Sent,
        Answered = _plan.Receives(_side) ? 0 : _sinks.Sum(static sink => sink.Count),
        Received = Received,
        ReceivedBytes = Received * _plan.SizeBytes,
        Loss = LossCounts.Sum(_streams.Select(static stream => stream.Loss)),
    };

    /// <summary>The times it has recorded since <see cref="ToldTimes"/>; null when it records none. One thread at a time.</summary>
    public HistogramData? NewTimes()
    {
        HistogramData? times = _times.Look(Times);

        // A step is looked for behind the times: what it spoilt is not told.
        return _clock is { WasSet: true } ? null : times;
    }

    /// <summary>What <see cref="NewTimes"/> gave is told.</summary>
    public void ToldTimes() => _times.Told();

    private IMeasuringSink CreateSink(CancellationToken stop) => (_plan.Mode, _side) switch
    {
        (PerfMode.PingPong, Side.Near) => new RoundTripAsker(_plan.SizeBytes, _plan.Warmup, _plan.Time, stop),
        (PerfMode.PingPong, _) => new EchoSink(),
        (PerfMode.UnderLoad, Side.Near) => new AnswerSink(),
        (PerfMode.Loss, _) => new LossySink(_plan, _side, _clock),
        _ => new CountingSink(_plan, _side),
    };

    private async Task SendAllAsync(IReadOnlyList<IDataStream> streams, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] runs = new Task[streams.Count];
        for (int i = 0; i < streams.Count; i++)
        {
            StreamSending sending = new(streams[i], _plan);
            _sendings[i] = sending;
            runs[i] = sending.RunAsync(over.Token);
            Watch(runs[i]);
        }

        var all = Task.WhenAll(runs);
        if (await Task.WhenAny(all, Broken) == Broken)
        {
            // What the others send counts for nothing any more.
            await over.CancelAsync();
        }

        await all;
    }

    private void Watch(Task task) => _ = task.ContinueWith(
        failed => _broken.TrySetException(failed.Exception!.InnerException!),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task AskAsync()
    {
        for (int i = 0; i < _streams.Count; i++)
        {
            ((RoundTripAsker)_sinks[i]).Start(_streams[i]);
        }

        await Task.WhenAll(_sinks.Select(static sink => sink.Completed));
    }

    private async Task WaitForAnswersAsync()
    {
        long start = MonotonicClock.Now;
        while (_sinks.Select(static sink => sink.Count).Sum() < Enumerable.Range(0, _sinks.Length).Sum(AskedOf)
            && MonotonicClock.Now - start < s_lastAnswers.Ticks * TimeSpan.NanosecondsPerTick)
        {
            await Task.Delay(1);
        }
    }

    private StreamFigures FiguresOf(int stream) => new()
    {
        Local = _streams[stream].LocalEnd,
        Remote = _streams[stream].RemoteEnd,
        Sent = _sendings[stream]?.Figures(),
        Received = _plan.Receives(_side) ? _sinks[stream].Received : null,
        RoundTrips = _sinks[stream].RoundTrips is { } trips && _sendings[stream] is not null ? trips with { Asked = AskedOf(stream), ScoredAsked = Math.Max(0, AskedOf(stream) - AskedBefore(_sendings[stream]!.CountBeforeScoring)) } : _sinks[stream].RoundTrips,
        ReceiveCalls = _streams[stream].Counts.ReceiveCalls,
        Loss = _streams[stream].Loss,
    };

    /// <summary>Of an open loop: every so manieth message that was sent, but for the last, which only says that it is the last.</summary>
    private long AskedOf(int stream)
    {
        long sent = Math.Max(0, (_sendings[stream]?.Count ?? 0) - 1);
        return AskedBefore(sent);
    }

    private long AskedBefore(long number) => (number + _plan.ReplyEvery - 1) / _plan.ReplyEvery;
}
