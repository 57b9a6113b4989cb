using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Recv;

/// <summary>What ends a run of <c>recv</c> by time: the time it may take, the silence it bears, and a signal.</summary>
internal sealed class RecvClock : IDisposable
{
    private readonly CancellationToken _signal;
    private readonly TimeSpan? _idleTimeout;
    private readonly CancellationTokenSource? _time;
    private readonly CancellationTokenSource? _idle;
    private readonly CancellationTokenSource _any;

    public RecvClock(RecvPlan plan, TimeProvider time, CancellationToken signal)
    {
        _signal = signal;
        _idleTimeout = plan.IdleTimeout;
        _time = plan.For is { } duration ? new CancellationTokenSource(duration, time) : null;
        _idle = plan.IdleTimeout is null ? null : new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(
            signal, _time?.Token ?? CancellationToken.None, _idle?.Token ?? CancellationToken.None);
    }

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>Which one it was; null before.</summary>
    public RunEnd? End => _signal.IsCancellationRequested ? RunEnd.Signal
        : _time is { IsCancellationRequested: true } ? RunEnd.Time
        : _idle is { IsCancellationRequested: true } ? RunEnd.Idle
        : null;

    /// <summary>From here on silence counts.</summary>
    public void StartWaiting()
    {
        if (_idle is not null)
        {
            _idle.CancelAfter(_idleTimeout!.Value);
        }
    }

    /// <summary>The silence is over.</summary>
    public void StopWaiting() => _idle?.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _any.Dispose();
        _idle?.Dispose();
        _time?.Dispose();
    }
}
