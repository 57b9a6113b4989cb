using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Counts what comes over a reliable stream, times it where it says when it was due, and sends back what asks for it.</summary>
internal sealed class CountingSink : IMeasuringSink
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Arrivals _arrivals = new();
    private readonly LatencyHistogram? _oneWay;
    private readonly int _size;
    private readonly long _offset;
    private long _unanswered;

    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    public CountingSink(TestPlan plan, Side side)
    {
        _size = plan.SizeBytes;
        _oneWay = plan.Rate is null ? null : new LatencyHistogram();
        _offset = side == Side.Far ? plan.Clock.MonotonicNs : -plan.Clock.MonotonicNs;
    }

    public Task Completed => _completed.Task;

    public LatencyHistogram? Times => _oneWay;

    public long Count => _arrivals.Count;

    public ReceiveFigures Received => new()
    {
        Messages = _arrivals.ScoredSoFar,
        Bytes = _arrivals.ScoredSoFar * _size,
        AllMessages = _arrivals.Count,
        DurationNs = _arrivals.DurationSoFar.Ticks * TimeSpan.NanosecondsPerTick,
        StartedNs = MonotonicClock.FromTicks(_arrivals.StartedAt),
        MissingMessages = _arrivals.Missing,
        MisplacedMessages = _arrivals.Misplaced,
        IsComplete = _arrivals.IsComplete,
        UnansweredMessages = _unanswered,
        OneWay = _oneWay is null ? null : HistogramData.Of(_oneWay),
    };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        if (NumberedMessage.IsAskedBack(message))
        {
            // First of all: the answer is what is timed.
            _unanswered += stream.TrySend(message) is SendStatus.Sent or SendStatus.Queued ? 0 : 1;
        }

        _arrivals.Add(message);
        if (_oneWay is not null && NumberedMessage.TryReadTimes(message, out long due, out _))
        {
            NumberedMessage.Read(message, out MessagePhase phase);
            if (phase != MessagePhase.WarmUp)
            {
                _oneWay.Record((at.Arrived != 0 ? at.Arrived : stream.Now) - due - _offset);
            }
        }

        if (_arrivals.IsComplete)
        {
            _completed.TrySetResult();
        }
    }

    public void OnEnded(Exception? error)
    {
        if (error is null)
        {
            _completed.TrySetResult();
        }
        else
        {
            _completed.TrySetException(error);
        }
    }
}
