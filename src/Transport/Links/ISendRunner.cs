namespace Sockets.Transport.Links;

/// <summary>Where sending goes on when no caller should be held for it.</summary>
internal interface ISendRunner : IDisposable
{
    /// <summary>Runs <see cref="StreamSender.Execute"/> soon, elsewhere. Never blocks.</summary>
    void Schedule(StreamSender sender);
}
