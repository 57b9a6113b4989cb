using System.Diagnostics;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>
/// Asks, and asks again when the answer comes, from inside the receive loop. That thread takes two timestamps for each
/// round trip and notes their difference, nothing else.
/// </summary>
internal sealed class RoundTripAsker : IMessageHandler
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _request;
    private readonly RoundTripLog _log;
    private readonly MeasuringTime _time;
    private readonly CancellationToken _stop;
    private long _scoreFrom;
    private long _scoreUntil;
    private long _sentAt;
    private bool _isOver;

    /// <param name="size">Bytes of each message.</param>
    /// <param name="log">Takes the round trips that count.</param>
    /// <param name="time">How long to ask.</param>
    /// <param name="stop">Ends it early.</param>
    public RoundTripAsker(int size, RoundTripLog log, MeasuringTime time, CancellationToken stop)
    {
        _request = new byte[size];
        _log = log;
        _time = time;
        _stop = stop;
    }

    /// <summary>Completes after the last answer; fails when the session ends before.</summary>
    public Task Finished => _finished.Task;

    /// <summary>How many requests were sent.</summary>
    public long Asked { get; private set; }

    /// <summary>How many answers bore the number of their request.</summary>
    public long Answered { get; private set; }

    /// <summary>The first request; the clock runs.</summary>
    public void Start(MessageConnection connection)
    {
        _scoreFrom = Stopwatch.GetTimestamp() + ToTicks(_time.WarmUp);
        _scoreUntil = _scoreFrom + ToTicks(_time.Scored);
        Ask(connection);
    }

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        long now = Stopwatch.GetTimestamp();
        if (NumberedMessage.Read(payload, out _) == Asked - 1)
        {
            Answered++;
        }

        if (_sentAt >= _scoreFrom && !_log.IsFull)
        {
            _log.Add(now - _sentAt);
        }

        if (now >= _scoreUntil || _log.IsFull || _stop.IsCancellationRequested)
        {
            _isOver = true;
            _finished.TrySetResult();
        }

        if (!_isOver)
        {
            Ask(connection);
        }
    }

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
        _finished.TrySetException(new ConnectionClosedException(reason, $"the session broke off: {reason}", error));

    private static long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private void Ask(MessageConnection connection)
    {
        NumberedMessage.Write(_request, Asked, MessagePhase.Scored);
        Asked++;
        _sentAt = Stopwatch.GetTimestamp();
        SendStatus status = connection.TrySend(_request);
        if (status != SendStatus.Sent)
        {
            _finished.TrySetException(new ConnectionClosedException(CloseReason.NetworkError, $"a request was not sent: {status}"));
        }
    }
}
