namespace Sockets.Tools.Endpoints;

/// <summary>Where channels come from: a connector gives one, a listener one for each peer.</summary>
internal interface IChannelSource : IAsyncDisposable
{
    /// <summary>Whether peers come to us.</summary>
    bool IsListening { get; }

    /// <summary>The endpoint as it was resolved: the port that was chosen, the address that was bound.</summary>
    string Endpoint { get; }

    /// <summary>Connects, or waits for the next peer.</summary>
    ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken);
}
