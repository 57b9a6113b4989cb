namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>What the kernel's count of drops says about the losses of one source.</summary>
internal enum LossKnowledge
{
    /// <summary>Nothing: there is no such count.</summary>
    None,

    /// <summary>Whether there were any: it counts trains, or the datagrams of other sources too.</summary>
    Whether,

    /// <summary>How many.</summary>
    Exact,
}
