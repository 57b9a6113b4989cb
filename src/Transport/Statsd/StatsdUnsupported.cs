namespace Sockets.Transport.Statsd;

/// <summary>What happens when a histogram or a distribution is asked for in a dialect that has none.</summary>
public enum StatsdUnsupported
{
    /// <summary>Making it throws.</summary>
    Throw,

    /// <summary>
    /// It is sent as a timer. A server's timer statistics do not care about the unit, so nothing is lost but the name of
    /// it; negative values cannot be sent this way.
    /// </summary>
    SendAsTimer,
}
