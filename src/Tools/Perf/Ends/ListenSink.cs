using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Counts and times what comes from whoever sends: the messages are others' and nothing is read in them.</summary>
internal sealed class ListenSink : IMeasuringSink
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LatencyHistogram _oneWay = new();
    private readonly WallClockWatch _clock;
    private long _first;
    private long _last;
    private long _firstRead;
    private long _lastRead;

    /// <param name="clock">Watches the clock of the stream's times.</param>
    public ListenSink(WallClockWatch clock) => _clock = clock;

    /// <summary>Done when the stream has ended; fails when it broke.</summary>
    public Task Completed => _completed.Task;

    public LatencyHistogram? Times => _clock.WasSet ? null : _oneWay;

    public long Count { get; private set; }

    /// <summary>Payload bytes so far. Any thread may ask.</summary>
    public long Bytes { get; private set; }

    public ReceiveFigures Received => new()
    {
        Messages = Count,
        Bytes = Bytes,
        AllMessages = Count,
        DurationNs = Math.Max(0, _clock.WasSet ? _lastRead - _firstRead : _last - _first),
        MisplacedMessages = 0,
        IsComplete = true,
        UnansweredMessages = 0,
        OneWay = _oneWay.Count > 0 && !_clock.WasSet ? HistogramData.Of(_oneWay) : null,
    };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        // When the other clock is set, this one still tells how long it took.
        _lastRead = MonotonicClock.Now;
        _firstRead = Count == 0 ? _lastRead : _firstRead;
        _first = Count == 0 ? at.Arrived : _first;
        _last = Math.Max(_last, at.Arrived);
        Bytes += message.Length;
        Count++;
        if (at.Sent != 0)
        {
            _oneWay.Record(at.Arrived - at.Sent);
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
