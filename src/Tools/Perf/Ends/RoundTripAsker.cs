using System.Diagnostics;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// Asks, and asks again when the answer comes, from inside the receive loop. That thread takes two timestamps for each
/// round trip and counts their difference, nothing else.
/// </summary>
internal sealed class RoundTripAsker : IMeasuringSink
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LatencyHistogram _times = new();
    private readonly byte[] _request;
    private readonly TimeSpan _warmUp;
    private readonly TimeSpan _scored;
    private readonly CancellationToken _stop;
    private long _scoreFrom;
    private long _scoreUntil;
    private long _sentAt;
    private long _scoredAsked;
    private bool _isOver;

    /// <param name="size">Bytes of each message.</param>
    /// <param name="warmUp">How long round trips do not count.</param>
    /// <param name="scored">How long they do.</param>
    /// <param name="stop">Ends it early.</param>
    public RoundTripAsker(int size, TimeSpan warmUp, TimeSpan scored, CancellationToken stop)
    {
        _request = new byte[size];
        _warmUp = warmUp;
        _scored = scored;
        _stop = stop;
    }

    /// <summary>Completes after the last answer; fails when the stream ends before.</summary>
    public Task Completed => _completed.Task;

    /// <summary>How many requests were sent.</summary>
    public long Asked { get; private set; }

    /// <summary>How many answers bore the number of their request.</summary>
    public long Count { get; private set; }

    /// <summary>The times that count. Stands still once it is completed.</summary>
    public LatencyHistogram Times => _times;

    LatencyHistogram? IMeasuringSink.Times => _times;

    public ReceiveFigures? Received => null;

    public RoundTripFigures RoundTrips => new() { Asked = Asked, Answered = Count, ScoredAsked = _scoredAsked, Response = HistogramData.Of(_times) };

    /// <summary>The first request; the clock runs.</summary>
    public void Start(IDataStream stream)
    {
        _scoreFrom = Stopwatch.GetTimestamp() + ToTicks(_warmUp);
        _scoreUntil = _scoreFrom + ToTicks(_scored);
        Ask(stream);
    }

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        long now = Stopwatch.GetTimestamp();
        if (NumberedMessage.Read(message, out _) == Asked - 1)
        {
            Count++;
        }

        if (_sentAt >= _scoreFrom)
        {
            _times.Record(MonotonicClock.FromTicks(now - _sentAt));
        }

        if (now >= _scoreUntil || _stop.IsCancellationRequested)
        {
            _isOver = true;
            _completed.TrySetResult();
        }

        if (!_isOver)
        {
            Ask(stream);
        }
    }

    public void OnEnded(Exception? error) =>
        _completed.TrySetException(error ?? new Transport.ConnectionClosedException(CloseReason.PeerClose, "the other side ended the session before the last answer"));

    private static long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private void Ask(IDataStream stream)
    {
        NumberedMessage.Write(_request, Asked, MessagePhase.Scored);
        Asked++;
        _sentAt = Stopwatch.GetTimestamp();
        _scoredAsked += _sentAt >= _scoreFrom ? 1 : 0;
        if (stream.TrySend(_request) != SendStatus.Sent)
        {
            _isOver = true;
            _completed.TrySetException(stream.Broken());
        }
    }
}
