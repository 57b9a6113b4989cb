namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>A name inside this process, to which peers connect.</summary>
internal sealed class BoundName : IBoundEndpoint
{
    private readonly InprocEndPoint _name;
    private int _disposed;

    public BoundName(InprocEndPoint name, SocketCore core)
    {
        _name = name;
        InprocNames.Shared.Bind(name, link => core.Accept(link, Name));
    }

    public string Name => _name.ToString();

    public Task AcceptAsync(CancellationToken stopping) => Task.CompletedTask;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            InprocNames.Shared.Unbind(_name);
        }
    }
}
