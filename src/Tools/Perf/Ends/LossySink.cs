using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// Counts and times what comes over a stream that may lose some, by the stream's times. What is missing is the stream's
/// affair (<see cref="IDataStream.Loss"/>): nothing is counted twice.
/// </summary>
internal sealed class LossySink : IMeasuringSink
{
    private readonly LatencyHistogram? _oneWay;
    private readonly WallClockWatch? _clock;
    private readonly int _size;
    private readonly long _offset;
    private long _first;
    private long _last;
    private long _firstRead;
    private long _lastRead;

    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    /// <param name="clock">Watches the clock of the stream's times; null for one that nobody sets.</param>
    public LossySink(TestPlan plan, Side side, WallClockWatch? clock)
    {
        _clock = clock;
        _size = plan.SizeBytes;
        _oneWay = plan.Rate is null ? null : new LatencyHistogram();
        long ahead = plan.Datagrams is null ? plan.Clock.MonotonicNs : plan.Clock.WallNs;
        _offset = side == Side.Far ? ahead : -ahead;
    }

    /// <summary>The last message may be lost: the stream says when it has ended.</summary>
    public Task Completed => Task.CompletedTask;

    public LatencyHistogram? Times => WasSet ? null : _oneWay;

    public long Count { get; private set; }

    public ReceiveFigures Received => new()
    {
        Messages = Count,
        Bytes = Count * _size,
        AllMessages = Count,
        DurationNs = Math.Max(0, WasSet ? _lastRead - _firstRead : _last - _first),
        StartedNs = WasSet ? _firstRead : _first,
        MisplacedMessages = 0,
        IsComplete = true,
        UnansweredMessages = 0,
        OneWay = _oneWay is null || WasSet ? null : HistogramData.Of(_oneWay),
    };

    private bool WasSet => _clock is { WasSet: true };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        if (_clock is not null)
        {
            // When the other clock is set, this one still tells how long it took.
            _lastRead = MonotonicClock.Now;
            _firstRead = Count == 0 ? _lastRead : _firstRead;
        }

        _first = Count == 0 ? at.Arrived : _first;
        _last = Math.Max(_last, at.Arrived);
        Count++;
        if (_oneWay is not null && message.Length >= NumberedMessage.StampedLength && NumberedMessage.TryReadTimes(message, out long due, out _))
        {
            NumberedMessage.Read(message, out MessagePhase phase);
            if (phase != MessagePhase.WarmUp)
            {
                _oneWay.Record(at.Arrived - due - _offset);
            }
        }
    }
}
