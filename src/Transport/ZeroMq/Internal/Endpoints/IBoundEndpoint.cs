namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>Where peers arrive. Disposed, no more do; those that came stay.</summary>
internal interface IBoundEndpoint : IDisposable
{
    /// <summary>What peers connect to.</summary>
    string Name { get; }

    /// <summary>Lets peers in until it is disposed.</summary>
    Task AcceptAsync(CancellationToken stopping);
}
