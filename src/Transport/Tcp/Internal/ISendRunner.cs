namespace Sockets.Transport.Tcp.Internal;

/// <summary>Where sending goes on when no caller should be held for it.</summary>
internal interface ISendRunner : IDisposable
{
    /// <summary>Runs <see cref="Outbox.Execute"/> soon, elsewhere. Never blocks.</summary>
    void Schedule(Outbox outbox);
}
