using System.Diagnostics;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side sends on one stream in one test, of its own accord.</summary>
internal sealed class StreamSending
{
    private readonly IDataStream _stream;
    private readonly TestPlan _plan;
    private readonly NumberedSender _sender;
    private readonly PacedSender? _paced;
    private StreamCounts _before;
    private long _scoredFrom;
    private bool _saidLast;
    private long _startedAt;
    private long _endedAt;

    public StreamSending(IDataStream stream, TestPlan plan)
    {
        _stream = stream;
        _plan = plan;
        _sender = new NumberedSender(stream, plan.SizeBytes);
        _paced = plan.Rate is null ? null : new PacedSender(_sender, plan) { OnScoring = BeginScoring };
    }

    /// <summary>Messages sent so far, with those of the warm-up. Any thread may ask.</summary>
    public long Count => _sender.Count;

    /// <summary>Messages of the warm-up; all, as long as that lasts. Any thread may ask.</summary>
    public long CountBeforeScoring => _startedAt == 0 ? _sender.Count : _scoredFrom;

    /// <summary>Sends until the time is over, or it is stopped. Fails when the stream breaks.</summary>
    public Task RunAsync(CancellationToken stop) => Task.Factory.StartNew(
        async () => await SendAsync(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>What was sent. Any thread may ask, while it goes on too.</summary>
    public SendFigures Figures()
    {
        StreamCounts counts = _stream.Counts;
        long until = _endedAt != 0 ? _endedAt : Stopwatch.GetTimestamp();

        // The last message only says that it is the last.
        long scored = _startedAt == 0 ? 0 : _sender.Count - _scoredFrom - (_saidLast ? 1 : 0);
        return new SendFigures
        {
            Messages = scored,
            Bytes = scored * _plan.SizeBytes,
            AllMessages = _sender.Count,
            DurationNs = _startedAt == 0 ? 0 : MonotonicClock.FromTicks(until - _startedAt),
            StartedNs = MonotonicClock.FromTicks(_startedAt),
            LateMessages = _paced?.Late ?? 0,
            UnsentMessages = _paced?.Unsent ?? 0,
            FailedMessages = counts.Failed,
            Dropped = counts.Dropped,
            SendCalls = counts.SendCalls - _before.SendCalls,
            Stalls = counts.Stalls - _before.Stalls,
            StalledNs = (counts.Stalled - _before.Stalled).Ticks * TimeSpan.NanosecondsPerTick,
            Lateness = _paced is { } paced ? HistogramData.Of(paced.Lateness) : null,
        };
    }

    private async Task SendAsync(CancellationToken stop)
    {
        try
        {
            if (_paced is not null)
            {
                await _paced.SendAsync(_stream, stop);
            }
            else
            {
                await _sender.SendAsync(_plan.Warmup, MessagePhase.WarmUp, stop);
                BeginScoring();
                await _sender.SendAsync(_plan.Time, MessagePhase.Scored, stop);
            }

            // What loses messages may lose the last one; anything else tells the receiver by it that it has everything.
            if (_plan.Mode != PerfMode.Loss)
            {
                await _sender.SendLastAsync();
                _saidLast = true;
            }
        }
        finally
        {
            _endedAt = Stopwatch.GetTimestamp();
        }

        await _stream.FinishSendingAsync(CancellationToken.None);
    }

    private void BeginScoring()
    {
        _before = _stream.Counts;
        _scoredFrom = _sender.Count;
        _startedAt = Stopwatch.GetTimestamp();
    }
}
