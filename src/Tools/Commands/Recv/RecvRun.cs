using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Commands.Recv;

/// <summary>One run of <c>recv</c>: opens, writes what comes, and says how it ended.</summary>
internal sealed class RecvRun
{
    private readonly RecvPlan _plan;
    private readonly ToolContext _context;
    private readonly RunCounters _counters = new();
    private readonly PayloadHash? _hash;
    private readonly MessageFormat _format;
    private ChannelStats _stats;
    private TimeSpan _connected;
    private int _peers;
    private string? _local;
    private string? _remote;

    public RecvRun(RecvPlan plan, ToolContext context)
    {
        _plan = plan;
        _context = context;
        _format = MessageFormat.Create(plan.Format);
        _hash = plan.Verify ? new PayloadHash() : null;
    }

    public async Task<ExitCode> RunAsync()
    {
        using PayloadHash? hash = _hash;
        using Interruption interruption = _context.Interrupt();
        using IReporter reporter = Reporters.Create(_context.Terminal, _plan.Report, "recv", _context.Time);
        RunEnd end = RunEnd.Error;
        ToolException? error = null;
        string endpoint = _plan.Channel.Endpoint.Text;
        DateTimeOffset startedAt = _context.Time.GetUtcNow();
        FileTarget? file = null;
        try
        {
            await using ReplyProgram? program = _plan.Reply?.Program is { } command
                ? new ReplyProgram(command, _plan.Reply.Jobs, _plan.Reply.Timeout, reporter.Warning)
                : null;
            await using IChannelSource source = _context.Open(
                _plan.Channel with { OnNotice = reporter.Warning, Requests = Answering(program), Answer = program is null ? null : program.AnswerAsync });
            endpoint = source.Endpoint;
            file = _plan.Out is null ? null : FileTarget.Create(_plan.Out);
            using OutputBuffer output = new(file ?? _context.Terminal.OpenOutput());
            (end, error) = await ReceivePeersAsync(source, output, reporter, interruption);
            output.Flush();
            error ??= Failure.OfGaps(_stats);
            if (error is null && IsComplete(end))
            {
                output.Target.Complete();
            }
        }
        catch (BrokenPipeException)
        {
            // Whoever read our output has enough. That is how pipelines end.
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            error = _peers == 0 ? Failure.OfOpening(e, _plan.Channel, otherSide: "send -l") : Failure.OfTransfer(e);
            end = RunEnd.Error;
        }

        IReadOnlyList<ExpectationResult> expectations =
            [.. _plan.Expectations.Select(e => e.Check(_counters.Messages, _counters.Bytes, _connected))];
        error ??= NothingReceived(end) ?? Failure.OfIdentities(_stats);
        RunReport report = new()
        {
            Verb = "recv",
            Endpoint = endpoint,
            IsListening = _plan.Channel.IsListening,
            Protocol = _plan.Channel.Endpoint.Protocol,
            Driver = DriverNames.NameOf(_plan.Channel.Driver),
            StartedAt = startedAt,
            Local = _local,
            Remote = _remote,
            Peers = Math.Max(_peers, (int)(_stats.ZeroMq?.Socket.Connects ?? 0)),
            Duration = _connected,
            Resumes = _plan.Channel.Patience is not null,
            Messages = _counters.Messages,
            Bytes = _counters.Bytes,
            Stats = _stats,
            Sha256 = _hash?.Finish(),
            OutFile = file is null ? null : file.IsComplete ? _plan.Out : file.IsBegun ? file.Name : null,
            OutComplete = file?.IsComplete ?? false,
            Expectations = expectations,
            End = end,
            Error = error,
            ExitCode = error?.Code ?? interruption.ExitCode
                ?? (expectations.All(e => e.IsMet) ? ExitCode.Done : ExitCode.ExpectationNotMet),
        };
        reporter.End(report);
        return report.ExitCode;
    }

    private RequestOptions Answering(ReplyProgram? program) => new()
    {
        Handler = program is not null
            ? program.AnswerAsync
            : _plan.Reply is not null ? static request => new ValueTask<ReadOnlyMemory<byte>>(request.Payload) : null,
    };

    private async Task<(RunEnd End, ToolException? Error)> ReceivePeersAsync(
        IChannelSource source, OutputBuffer output, IReporter reporter, Interruption interruption)
    {
        using RecvClock clock = new(_plan, _context.Time, interruption.Stop);
        if (source.IsListening)
        {
            reporter.Listening(source.Endpoint);
        }

        try
        {
            while (true)
            {
                clock.StartWaiting();
                await using IMessageChannel channel = await source.OpenAsync(clock.Token);
                clock.StopWaiting();
                Begin(channel, reporter);
                long since = _context.Time.GetTimestamp();
                RunEnd end;
                try
                {
                    end = await ReceiveAllAsync(channel, output, clock);
                }
                finally
                {
                    _connected += _context.Time.GetElapsedTime(since);
                    await channel.StopAsync();
                    _stats = Add(_stats, channel.GetStats());
                }

                if (end == RunEnd.Finished)
                {
                    await channel.CloseAsync(interruption.Stop);
                    if (_plan.KeepOpen)
                    {
                        output.Flush();
                        reporter.Detail($"{channel.RemoteEnd} has finished; waiting for the next");
                        continue;
                    }
                }

                return (end, null);
            }
        }
        catch (OperationCanceledException) when (clock.End is { } end)
        {
            return (end, null);
        }
        catch (Exception e) when (_peers > 0 && e is not BrokenPipeException)
        {
            return (RunEnd.Error, Failure.OfTransfer(e));
        }
        finally
        {
            reporter.StopProgress();
        }
    }

    private void Begin(IMessageChannel channel, IReporter reporter)
    {
        _peers++;
        _local = channel.LocalEnd;
        _remote = channel.RemoteEnd;
        _counters.Channel = channel;
        reporter.Connected(channel);
        reporter.StartProgress(_counters, totalBytes: null);
    }

    private async Task<RunEnd> ReceiveAllAsync(IMessageChannel channel, OutputBuffer output, RecvClock clock)
    {
        long limit = _plan.Count ?? long.MaxValue;
        long untilPause = _plan.SlowReader?.Every ?? long.MaxValue;
        while (_counters.Messages < limit)
        {
            clock.Token.ThrowIfCancellationRequested();
            ValueTask<ReadOnlyMemory<byte>?> receiving = channel.ReceiveAsync(clock.Token);
            ReadOnlyMemory<byte>? received;
            if (receiving.IsCompletedSuccessfully)
            {
                received = receiving.Result;
            }
            else
            {
                // Nothing is there: the moment to hand on what was gathered, at no cost to anybody.
                output.Flush();
                clock.StartWaiting();
                received = await receiving;
                clock.StopWaiting();
            }

            if (received is not { } payload)
            {
                return RunEnd.Finished;
            }

            _counters.Add(payload.Length);
            _hash?.Add(payload.Span);
            _format.Write(output, _counters.Messages, payload.Span, channel.PartLengths);
            if (--untilPause == 0)
            {
                untilPause = _plan.SlowReader!.Value.Every;
                await Task.Delay(_plan.SlowReader.Value.Pause, _context.Time, clock.Token);
            }
        }

        return RunEnd.Count;
    }

    private static ChannelStats Add(ChannelStats sum, ChannelStats one) => one with
    {
        WireBytesSent = sum.WireBytesSent + one.WireBytesSent,
        WireBytesReceived = sum.WireBytesReceived + one.WireBytesReceived,
        Resumptions = sum.Resumptions + one.Resumptions,
        LostInGaps = sum.LostInGaps + one.LostInGaps,
        MissedInGaps = sum.MissedInGaps + one.MissedInGaps,
    };

    private bool IsComplete(RunEnd end) => end is RunEnd.Finished or RunEnd.Count or RunEnd.Time
        || (end == RunEnd.Signal && _plan.KeepOpen);

    private ToolException? NothingReceived(RunEnd end) => end switch
    {
        RunEnd.Idle => new ToolException(
            ExitCode.NothingReceived,
            _counters.Messages == 0
                ? $"nothing received in {HumanText.Time(_plan.IdleTimeout!.Value)}"
                : $"nothing more received in {HumanText.Time(_plan.IdleTimeout!.Value)}, and the stream has not ended"),
        RunEnd.Time when _counters.Messages == 0 && _plan.Expectations.Count == 0 =>
            new ToolException(ExitCode.NothingReceived, $"nothing received in {HumanText.Time(_plan.For!.Value)}"),
        _ => null,
    };
}
