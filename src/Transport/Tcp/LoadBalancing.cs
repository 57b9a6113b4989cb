namespace Sockets.Transport.Tcp;

/// <summary>Which of the connected targets of a <see cref="BalancedClient"/> gets the next message or request.</summary>
public enum LoadBalancing
{
    /// <summary>One after the other. Even where all are equally fast; the default.</summary>
    RoundRobin,

    /// <summary>
    /// The one with the fewest requests and sends that have not completed; one after the other among equals. A slow target
    /// gets less. Looks at all of them each time.
    /// </summary>
    LeastOutstanding,

    /// <summary>
    /// The one of two, drawn at random, with the fewer requests and sends that have not completed. Nearly as good as
    /// <see cref="LeastOutstanding"/> and as cheap for many targets as for two; many clients do not run to the same one.
    /// </summary>
    PowerOfTwoChoices,
}
