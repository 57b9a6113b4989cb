namespace Sockets.Transport.Multicast;

/// <summary>
/// A sum that has to come out: what there was, and what became of it. A residual that is not 0 means that something was
/// lost without being counted, or counted twice, and is a bug.
/// </summary>
/// <param name="Name">Its number, as docs/modes/multicast.md lists them.</param>
/// <param name="Text">The sum in words.</param>
/// <param name="Whole">What there was.</param>
/// <param name="Parts">What became of it, all together.</param>
public readonly record struct MulticastIdentity(string Name, string Text, long Whole, long Parts)
{
    /// <summary>What is unaccounted for; 0 when the sum comes out.</summary>
    public long Residual => Whole - Parts;
}
