using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What a handler that only counts has to keep: the meter and the end.</summary>
internal sealed class OneWaySink(EndContext end)
{
    private readonly OneWayMeter _meter = new(end);
    private readonly TaskCompletionSource<Figures> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Figures> Finished => _finished.Task;

    public void Count(int length)
    {
        if (!_meter.Count(length))
        {
            _finished.TrySetResult(_meter.Figures());
        }
    }

    /// <summary>The connection has ended; before the second marker, that is a failure.</summary>
    public void Closed(CloseReason reason, Exception? error) =>
        _finished.TrySetException(new LegFailedException($"the connection closed: {reason} {error?.Message}"));
}
