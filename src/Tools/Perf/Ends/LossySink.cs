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
    private readonly int _size;
    private readonly long _offset;
    private long _first;
    private long _last;

    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    public LossySink(TestPlan plan, Side side)
    {
        _size = plan.SizeBytes;
        _oneWay = plan.Rate is null ? null : new LatencyHistogram();
        long ahead = plan.Datagrams is null ? plan.Clock.MonotonicNs : plan.Clock.WallNs;
        _offset = side == Side.Far ? ahead : -ahead;
    }

    /// <summary>The last message may be lost: the stream says when it has ended.</summary>
    public Task Completed => Task.CompletedTask;

    public LatencyHistogram? Times => _oneWay;

    public long Count { get; private set; }

    public ReceiveFigures Received => new()
    {
        Messages = Count,
        Bytes = Count * _size,
        AllMessages = Count,
        DurationNs = Math.Max(0, _last - _first),
        StartedNs = _first,
        MissingMessages = 0,
        MisplacedMessages = 0,
        IsComplete = true,
        UnansweredMessages = 0,
        OneWay = _oneWay is null ? null : HistogramData.Of(_oneWay),
    };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
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
