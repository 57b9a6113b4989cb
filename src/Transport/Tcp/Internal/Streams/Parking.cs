using System.Threading.Tasks.Sources;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>
/// Holds the receive loop while the application has not let go of enough, for protocols without credit: nothing is
/// received, so the kernel's window closes and the peer stops. A loop with a thread of its own waits in place.
/// </summary>
internal sealed class Parking : IValueTaskSource
{
    private readonly Lock _gate = new();
    private readonly long _capacity;
    private readonly ManualResetEventSlim? _inPlace;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private long _held;
    private bool _parked;
    private bool _open;

    /// <summary>Makes a parking.</summary>
    /// <param name="capacity">Bytes the application may hold before nothing more is received.</param>
    /// <param name="driver">Whose loop is held.</param>
    public Parking(long capacity, Driver driver)
    {
        _capacity = capacity;
        _inPlace = driver == Driver.Async ? null : new ManualResetEventSlim(initialState: true);
    }

    /// <summary>The application got this many bytes.</summary>
    public void Hold(int bytes)
    {
        lock (_gate)
        {
            _held += bytes;
        }
    }

    /// <summary>The application let go of this many bytes. At half the capacity the loop goes on, so that it does not stop and go.</summary>
    public void LetGo(int bytes)
    {
        lock (_gate)
        {
            _held -= bytes;
            if (!_parked || _held > _capacity / 2)
            {
                return;
            }

            _parked = false;
        }

        Wake();
    }

    /// <summary>The connection ends: nobody is held any more.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _open = true;
            if (!_parked)
            {
                return;
            }

            _parked = false;
        }

        Wake();
    }

    /// <summary>Completes when the application holds little enough.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_open || _held < _capacity)
            {
                return ValueTask.CompletedTask;
            }

            _parked = true;
            _source.Reset();
            _inPlace?.Reset();
        }

        if (_inPlace is null)
        {
            return new ValueTask(this, _source.Version);
        }

        _inPlace.Wait();
        return ValueTask.CompletedTask;
    }

    public void GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Wake()
    {
        if (_inPlace is null)
        {
            _source.SetResult(result: true);
        }
        else
        {
            _inPlace.Set();
        }
    }
}
