using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>Sends on a thread that belongs to one connection.</summary>
internal sealed class ThreadRunner : ISendRunner
{
    private readonly Thread _thread;
    private readonly SemaphoreSlim _wanted = new(0);
    private StreamSender? _sender;
    private volatile bool _disposed;

    public ThreadRunner(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    public void Schedule(StreamSender sender)
    {
        Volatile.Write(ref _sender, sender);
        _wanted.Release();
    }

    /// <summary>Lets the thread end. It does not wait for it: the thread itself may be the one that disposes.</summary>
    public void Dispose()
    {
        _disposed = true;
        _wanted.Release();
    }

    private void Run()
    {
        while (true)
        {
            _wanted.Wait();
            if (_disposed)
            {
                return;
            }

            // The link of a thread driver waits in place, so this comes back when there is nothing left to send.
            Volatile.Read(ref _sender)!.Execute();
        }
    }
}
