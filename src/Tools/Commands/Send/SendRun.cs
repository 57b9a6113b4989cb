using System.Runtime.CompilerServices;
using Sockets.Tools.Commands.Input;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Pacing;
using Sockets.Transport;

namespace Sockets.Tools.Commands.Send;

/// <summary>One run of <c>send</c>: opens, sends everything at its pace, waits until it has arrived, sums up.</summary>
internal sealed partial class SendRun
{
    // After a signal, what was accepted may still go out for this long.
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(5);

    // Draining that takes longer than this is worth a word.
    private static readonly TimeSpan s_drainSilence = TimeSpan.FromMilliseconds(300);

    private readonly SendPlan _plan;
    private readonly ToolContext _context;
    private readonly RunCounters _counters = new();
    private readonly Pacer? _pacer;
    private readonly PayloadHash? _hash;
    private long _stalledTicks;
    private long _deliveredAt;

    public SendRun(SendPlan plan, ToolContext context)
    {
        _plan = plan;
        _context = context;
        _pacer = plan.Rate is { } rate ? new Pacer(rate, context.Time, ShortSleep.Sleep) : null;
        _hash = plan.Verify ? new PayloadHash() : null;
    }

    public async Task<ExitCode> RunAsync()
    {
        using PayloadHash? hash = _hash;
        using Interruption interruption = _context.Interrupt();
        using IReporter reporter = Reporters.Create(_context.Terminal, _plan.Report, "send", _context.Time);
        RunReport report = new()
        {
            Verb = "send",
            Endpoint = _plan.Channel.Endpoint.Text,
            IsListening = _plan.Channel.IsListening,
            Protocol = _plan.Channel.Endpoint.Protocol,
            Driver = DriverNames.NameOf(_plan.Channel.Driver),
            StartedAt = _context.Time.GetUtcNow(),
            Compresses = _plan.Channel.Compressor is not null,
            Resumes = _plan.Channel.Patience is not null,
            Policy = _plan.Channel.Endpoint.Framing is null ? PolicyNames.NameOf(_plan.Channel.Policy) : null,
            Target = _plan.Rate,
            End = RunEnd.Signal,
            ExitCode = ExitCode.Done,
        };
        try
        {
            report = await TransferAsync(report, reporter, interruption);
        }
        catch (OperationCanceledException) when (interruption.Stop.IsCancellationRequested)
        {
            // Stopped before there was a connection: nothing to sum up.
        }
        catch (Exception e)
        {
            report = report with { End = RunEnd.Error, Error = Failure.OfOpening(e, _plan.Channel, otherSide: "recv -l") };
        }

        report = report with { ExitCode = report.Error?.Code ?? interruption.ExitCode ?? ExitCode.Done };
        reporter.End(report);
        return report.ExitCode;
    }

    private async Task<RunReport> TransferAsync(RunReport report, IReporter reporter, Interruption interruption)
    {
        using SendInput input = SendInput.Open(_plan, _context.Terminal);
        await using IChannelSource source = _context.Open(_plan.Channel with { OnNotice = reporter.Warning });
        report = report with { Endpoint = source.Endpoint };
        if (source.IsListening)
        {
            reporter.Listening(source.Endpoint);
        }

        using OutputBuffer? answers = _plan.Ask is null ? null : new OutputBuffer(_context.Terminal.OpenOutput());
        await using IMessageChannel channel = await OpenAsync(source, answers, interruption.Stop);
        _counters.Channel = channel;
        reporter.Connected(channel);
        report = report with { Local = channel.LocalEnd, Remote = channel.RemoteEnd, Peers = 1 };

        MessageSource messages = input.Cut(channel.MaxMessageLength);
        long start = _context.Time.GetTimestamp();
        reporter.Detail($"messages of up to {channel.MaxMessageLength} bytes can be sent");

        // A count may end the run before the file does: then nobody knows how many bytes there will be.
        bool isWhole = _plan.File is null || _plan.Count is null;
        reporter.StartProgress(_counters, isWhole ? messages.TotalBytes : null);
        RunEnd end;
        ToolException? error = null;
        try
        {
            end = await SendAllAsync(messages, channel, interruption.Stop);
            await FinishAsync(channel, end, interruption, reporter);
            ChannelStats stats = channel.GetStats();
            error = Failure.OfSubmitted(stats) ?? Failure.OfIdentities(stats) ?? Failure.OfGaps(stats);
        }
        catch (OperationCanceledException) when (interruption.Stop.IsCancellationRequested)
        {
            end = RunEnd.Signal;
            channel.Abort();
            reporter.Warning("not everything that was accepted could be delivered in time");
        }
        catch (Exception e)
        {
            end = RunEnd.Error;
            error = Failure.OfTransfer(e);
            if (e is TransportException)
            {
                // What is missing is known when the connection has ended for good.
                await Task.WhenAny(channel.Closed, Task.Delay(s_drainTime, CancellationToken.None));
            }
        }

        long finish = _deliveredAt == 0 ? _context.Time.GetTimestamp() : _deliveredAt;
        return Sum(report, channel, _context.Time.GetElapsedTime(start, finish)) with { End = end, Error = error };
    }

    private async Task<IMessageChannel> OpenAsync(IChannelSource source, OutputBuffer? answers, CancellationToken stop)
    {
        IMessageChannel channel = await source.OpenAsync(stop);
        return answers is null ? channel : new AskingChannel((IRequestChannel)channel, _plan.Ask!, answers);
    }

    private async Task<RunEnd> SendAllAsync(MessageSource messages, IMessageChannel channel, CancellationToken stop)
    {
        // What the peer sends meanwhile is taken and dropped: left lying, it would in the end stop both sides. Taking it
        // also tells when the connection is over while there is nothing to send.
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<Exception?> inbound = DiscardInboundAsync(channel, over);
        RunEnd? end = null;
        try
        {
            end = await SendUntilOverAsync(messages, channel, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Which of the two it was is decided below.
        }

        if (end is not null)
        {
            await over.CancelAsync();
        }

        // Otherwise the connection is over, or stopped from outside, and the reader knows why or soon will.
        Exception? cause = await inbound;
        if (end is null && !stop.IsCancellationRequested)
        {
            throw cause ?? new ConnectionClosedException(CloseReason.PeerClose, "the receiver closed before everything was sent");
        }

        return end ?? RunEnd.Signal;
    }

    private async Task<RunEnd?> SendUntilOverAsync(MessageSource messages, IMessageChannel channel, CancellationToken over)
    {
        long limit = _plan.Count ?? long.MaxValue;
        while (_counters.Messages < limit)
        {
            over.ThrowIfCancellationRequested();
            if (!messages.TryRead(out ReadOnlyMemory<byte> message))
            {
                if (!await messages.WaitToReadAsync(over))
                {
                    return RunEnd.Finished;
                }

                continue;
            }

            if (_pacer is not null)
            {
                await _pacer.WaitAsync(_counters.Messages, _counters.Bytes, over);
            }

            ValueTask<SendStatus> sending = channel.SendAsync(message, over);
            SendStatus status = sending.IsCompleted ? await sending : await WaitForSendAsync(sending);
            if (status is SendStatus.Closed or SendStatus.Draining or SendStatus.NotConnected)
            {
                return null;
            }

            _hash?.Add(message.Span);
            _counters.Add(message.Length);
        }

        return RunEnd.Count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SendStatus> WaitForSendAsync(ValueTask<SendStatus> sending)
    {
        long since = _context.Time.GetTimestamp();
        try
        {
            return await sending;
        }
        finally
        {
            _stalledTicks += _context.Time.GetTimestamp() - since;
        }
    }

    private static async Task<Exception?> DiscardInboundAsync(IMessageChannel channel, CancellationTokenSource over)
    {
        Exception? cause = null;
        try
        {
            while (await channel.ReceiveAsync(over.Token) is not null)
            {
            }

            // The peer has said its last word; it may go on listening. How the connection ended is told to who asks then.
            await channel.Closed.WaitAsync(over.Token);
            await channel.ReceiveAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (TransportException e)
        {
            cause = e;
        }

        await over.CancelAsync();
        return cause;
    }

    private async Task FinishAsync(IMessageChannel channel, RunEnd end, Interruption interruption, IReporter reporter)
    {
        using CancellationTokenSource drain = new();
        await using CancellationTokenRegistration limit = interruption.Stop.Register(() => drain.CancelAfter(s_drainTime));
        Task closing = CloseAsync(channel, end, drain.Token);
        await Task.WhenAny(closing, Task.Delay(Timeout.InfiniteTimeSpan, interruption.Stop));
        if (await Task.WhenAny(closing, Task.Delay(s_drainSilence, CancellationToken.None)) != closing)
        {
            reporter.Warning("stopping when what was accepted is delivered; a second signal ends at once");
        }

        await closing;
    }

    private async Task CloseAsync(IMessageChannel channel, RunEnd end, CancellationToken cancellationToken)
    {
        await channel.FlushAsync(cancellationToken);

        // A foreign peer may take its time to close: that is not part of the transfer.
        _deliveredAt = _context.Time.GetTimestamp();
        if (end == RunEnd.Signal)
        {
            // Stopped in the middle: an orderly end would make the receiver take a part for the whole.
            channel.Abort();
            return;
        }

        await channel.CloseAsync(cancellationToken);
    }
}
