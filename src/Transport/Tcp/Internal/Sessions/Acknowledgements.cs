namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>How far the peer has received, and who waits for that.</summary>
internal sealed class Acknowledgements
{
    private readonly Lock _gate = new();
    private readonly List<(ulong Target, TaskCompletionSource Done)> _waiting = [];
    private ulong _acknowledged;
    private Exception? _closed;

    /// <summary>The number of the last message that the peer has received.</summary>
    public ulong Acknowledged => Volatile.Read(ref _acknowledged);

    public Task WaitForAsync(ulong target)
    {
        lock (_gate)
        {
            if (_acknowledged >= target)
            {
                return Task.CompletedTask;
            }

            if (_closed is not null)
            {
                return Task.FromException(_closed);
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((target, done));
            return done.Task;
        }
    }

    /// <summary>The peer says how far it is; an older word than the last changes nothing.</summary>
    public void Advance(ulong acknowledged)
    {
        if (acknowledged <= Volatile.Read(ref _acknowledged))
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _acknowledged, acknowledged);
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Target <= acknowledged)
                {
                    _waiting[i].Done.TrySetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Messages up to this one will never arrive all: whoever waits for one of them is told so.</summary>
    public void Fail(ulong lost, Exception error)
    {
        lock (_gate)
        {
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Target > _acknowledged && _waiting[i].Target <= lost)
                {
                    _waiting[i].Done.TrySetException(error);
                    _ = _waiting[i].Done.Task.Exception;
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>The peer will say nothing more.</summary>
    public void Close(Exception error)
    {
        lock (_gate)
        {
            _closed = error;
            foreach ((_, TaskCompletionSource done) in _waiting)
            {
                done.TrySetException(error);

                // Seen, in case whoever waited has given up meanwhile.
                _ = done.Task.Exception;
            }

            _waiting.Clear();
        }
    }
}
