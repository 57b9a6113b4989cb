namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>Has to be asked for its values before each flush.</summary>
internal interface IObserver
{
    /// <summary>Asks; must not throw.</summary>
    void Observe();
}
