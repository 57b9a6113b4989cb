using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What a handler that asks again on every answer has to keep: the payload, the clock and the end.</summary>
internal sealed class RoundTripAsker(EndContext end)
{
    private readonly byte[] _payload = new byte[end.Size];
    private readonly RoundTripMeter _meter = new(end);
    private readonly TaskCompletionSource<Figures> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _started;

    public Task<Figures> Finished => _finished.Task;

    /// <summary>The first request; the clock runs.</summary>
    public ReadOnlySpan<byte> First()
    {
        _meter.Start();
        return Next();
    }

    /// <summary>The next request; the clock runs.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _started = Stopwatch.GetTimestamp();
        return _payload;
    }

    /// <summary>The answer has been parsed.</summary>
    /// <returns>Whether to ask again.</returns>
    public bool Answered()
    {
        if (_meter.Record(_started, Stopwatch.GetTimestamp()))
        {
            return true;
        }

        _finished.TrySetResult(_meter.Figures());
        return false;
    }

    /// <summary>The connection has ended; before the figures, that is a failure.</summary>
    public void Closed(CloseReason reason, Exception? error) =>
        _finished.TrySetException(new LegFailedException($"the connection closed: {reason} {error?.Message}"));
}
