using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Running;

/// <summary>A client of <c>perf serve</c>: one control connection, over which it runs one test after the other.</summary>
internal sealed class PerfClient : IAsyncDisposable
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(10);

    /// <summary>Beyond the time of a test: until everything has arrived and was added up, on a machine that has other things to do.</summary>
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(20);

    /// <summary>What the control connection takes, whatever <c>maxmessage=</c> says of the data: two histograms with every cell take 3 MiB.</summary>
    private const int LongestAnswer = 16 * 1024 * 1024;

    private readonly MessageClient _client;
    private readonly ControlLine _line;
    private readonly TimeProvider _time;
    private FarSide _far = new();
    private TaskCompletionSource _done = new();

    private bool _hasRun;

    private PerfClient(MessageClient client, ControlLine line, Welcome server, ClockOffset clock, TimeProvider time)
    {
        _time = time;
        _client = client;
        _line = line;
        Server = server;
        Clock = clock;
    }

    /// <summary>What the server said about itself.</summary>
    public Welcome Server { get; }

    /// <summary>How both sides' clocks go together; as they did before the test that was run last.</summary>
    public ClockOffset Clock { get; private set; }

    /// <summary>The control connection.</summary>
    public MessageConnection Connection => _client.Connection;

    /// <summary>Connects and agrees on the version.</summary>
    /// <param name="settings">Where the server is.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="ToolException">There is no server, or not of this version.</exception>
    public static async Task<PerfClient> ConnectAsync(ChannelSettings settings, TimeProvider time, CancellationToken stop)
    {
        MessageClient client;
        try
        {
            // Whoever runs the data streams: this connection has little to say.
            EndpointUri control = settings.Endpoint with { MaxMessage = LongestAnswer, Window = null, Queue = null };
            client = await MessageClient.ConnectAsync(
                NativeOptions.Client(settings with { Endpoint = control, Driver = Driver.Async }, static (_, _) => { }), stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failure.OfOpening(e, settings, Failure.PerfServe);
        }

        try
        {
            ControlLine line = new(client.Connection, Side.Near);
            _ = line.FeedAllAsync();
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(s_answer);
            await line.SendAsync(new Hello(ControlMessage.Version, "sockets " + ToolVersion.Text), patience.Token);
            Welcome server = await GreetAsync(line, settings, patience, stop);
            ClockOffset clock = await ClockComparison.MeasureAsync(
                line, server.Clock is not null && server.Clock == ClockName.OfThisHost, patience.Token);
            return new PerfClient(client, line, server, clock, time);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a test.</summary>
    /// <param name="plan">What to measure; its clocks are filled in.</param>
    /// <param name="open">Makes the client's streams.</param>
    /// <param name="watcher">Looks on.</param>
    /// <param name="stop">Ends it early, in order.</param>
    public async Task<TestOutcome> RunAsync(
        TestPlan plan, Func<TestPlan, TestEnd, IDataRun> open, ITestWatcher watcher, CancellationToken stop)
    {
        await CompareClocksAsync(stop);
        plan = plan with { Clock = Clock };
        _far = new FarSide();
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TestEnd near = new(plan, Side.Near, _time, over.Token);
        bool hasBegun = false;
        Result? result = null;
        ToolException? error = null;
        try
        {
            await using IDataRun data = open(plan, near);
            plan = plan with { ClientPorts = data.Ports };
            await _line.SendAsync(new Proposal(plan), stop);
            IReadOnlyList<IDataStream> streams = await data.OpenAsync(await ExpectAsync<Ready>(s_answer, stop), stop);
            CheckSize(plan, streams);
            await _line.SendAsync(new Start(), stop);
            await ExpectAsync<Started>(s_answer, stop);
            hasBegun = true;
            Task<Result> answer = ExpectAsync<Result>(plan.Time + plan.Warmup + s_end, CancellationToken.None);
            watcher.Begin(plan, near, _far);
            try
            {
                error = await SendAsync(near, streams, plan, answer, over);
                (result, ToolException? lost) = await FinishAsync(answer);
                error ??= lost;
                await near.FinishReceivingAsync();
            }
            finally
            {
                watcher.End();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by a signal, before there was anything to sum up.
        }
        catch (Exception e)
        {
            // The first reason wins: a session that broke says so again when it is disposed.
            error ??= Failure.OfTransfer(e);
        }

        if (result?.Error is { } remote)
        {
            error ??= new ToolException(ExitCode.ProtocolError, $"at the server: {remote}");
        }

        TestOutcome outcome = new()
        {
            Plan = plan,
            Near = hasBegun ? near.Figures() : null,
            Far = result?.Figures,
            LastOfFar = _far.Counts,
            Notices = [.. ((string?[])[near.ClockNotice]).OfType<string>(), .. (result?.Notices ?? []).Select(static notice => $"at the server: {notice}")],
            Error = error,
        };
        return outcome with { Error = error ?? TestFlaw.Of(outcome, wasStopped: stop.IsCancellationRequested) };
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static async Task<Welcome> GreetAsync(
        ControlLine line, ChannelSettings settings, CancellationTokenSource patience, CancellationToken stop)
    {
        try
        {
            return await line.ReceiveAsync(patience.Token) switch
            {
                Welcome { Protocol: ControlMessage.Version } welcome => welcome,
                Welcome welcome => throw new ToolException(
                    ExitCode.ProtocolError,
                    $"the server speaks version {welcome.Protocol} of perf ({welcome.Tool}), and this is version {ControlMessage.Version}",
                    "use the same sockets on both sides"),
                Refusal refusal => throw Refused(refusal),
                _ => throw NoServer(settings),
            };
        }
        catch (Exception e) when (e is TransportException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw NoServer(settings);
        }
    }

    /// <summary>Before both sides begin: the server waits for messages that would never come.</summary>
    private static void CheckSize(TestPlan plan, IReadOnlyList<IDataStream> streams)
    {
        if (plan.Sends(Side.Near) && streams.Min(static stream => stream.MaxMessageLength) is var takes && takes < plan.SizeBytes)
        {
            throw ToolException.Usage($"messages of {plan.SizeBytes} bytes are too long for the server: it takes {takes}", "let it take more with ?maxmessage=");
        }
    }

    private static ToolException NoServer(ChannelSettings settings) => new(
        ExitCode.Unreachable,
        $"{settings.Endpoint.Text} is not served by sockets perf: it does not answer",
        $"start it there, as in: sockets perf serve '{settings.Endpoint.Text}'");

    private static ToolException Refused(Refusal refusal) => new(refusal.Code, refusal.Message, refusal.Hint);

    /// <summary>Between hosts, anew before every test but the first: clocks drift, and one may have been set since.</summary>
    private async Task CompareClocksAsync(CancellationToken stop)
    {
        if (_hasRun && !Clock.SameHost)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(s_answer);
            Clock = await ClockComparison.MeasureAsync(_line, sameHost: false, patience.Token);
        }

        _hasRun = true;
    }

    /// <summary>Until both sides have sent everything, it was stopped, or something broke: then what did.</summary>
    private async Task<ToolException?> SendAsync(
        TestEnd near, IReadOnlyList<IDataStream> streams, TestPlan plan, Task<Result> answer, CancellationTokenSource over)
    {
        Task sending = near.SendAsync(streams, over.Token);
        Task stopped = Task.Delay(Timeout.InfiniteTimeSpan, over.Token);
        Task both = plan.Sends(Side.Far) ? Task.WhenAll(sending, Task.WhenAny(_done.Task, stopped)) : sending;
        try
        {
            if (await Task.WhenAny(both, answer, near.Broken) != both)
            {
                // The control connection or a stream broke, or the server gave up: nobody counts any more what is sent.
                await over.CancelAsync();
            }

            await both.WaitAsync(over.IsCancellationRequested ? s_end : Timeout.InfiniteTimeSpan);
            return near.Broken.IsFaulted ? Failure.OfTransfer(near.Broken.Exception!.InnerException!) : null;
        }
        catch (TimeoutException)
        {
            return new ToolException(ExitCode.ProtocolError, "the data streams do not end");
        }
        catch (Exception e)
        {
            return Failure.OfTransfer(e);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task<(Result? Result, ToolException? Error)> FinishAsync(Task<Result> answer)
    {
        try
        {
            if (!answer.IsCompleted)
            {
                await _line.SendAsync(new Stop());
            }

            return (await answer.WaitAsync(s_end), null);
        }
        catch (Exception e) when (e is TransportException or TimeoutException or OperationCanceledException)
        {
            return (null, new ToolException(
                ExitCode.ProtocolError, "the control connection broke: what the server saw is known up to its last report only", innerException: e));
        }
        catch (ToolException e)
        {
            return (null, e);
        }
    }

    private async Task<T> ExpectAsync<T>(TimeSpan patience, CancellationToken stop)
        where T : ControlMessage
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            while (true)
            {
                switch (await _line.ReceiveAsync(limit.Token))
                {
                    case T expected:
                        return expected;
                    case Progress progress:
                        _far.Add(progress);
                        break;
                    case Done:
                        _done.TrySetResult();
                        break;
                    case Refusal refusal:
                        throw Refused(refusal);
                    case var other:
                        throw new ToolException(ExitCode.ProtocolError, $"the server says {other.GetType().Name} where {typeof(T).Name} was expected");
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ToolException(ExitCode.NothingReceived, "the server does not answer in time");
        }
    }
}
