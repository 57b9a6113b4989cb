namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>Guards a few instructions: whoever finds it closed goes elsewhere or looks again at once.</summary>
internal struct SpinGate
{
    private int _closed;

    public bool TryEnter() => Volatile.Read(ref _closed) == 0 && Interlocked.Exchange(ref _closed, 1) == 0;

    public void Enter()
    {
        SpinWait wait = default;
        while (!TryEnter())
        {
            wait.SpinOnce();
        }
    }

    public void Leave() => Volatile.Write(ref _closed, 0);
}
