namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>What becomes of one direction of a connection after a given number of bytes.</summary>
public enum Mishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing passes any more, and whoever sends finds that out when the kernel's buffers are full.</summary>
    Stall,

    /// <summary>Everything is taken, and nothing arrives.</summary>
    BlackHole,

    /// <summary>The stream ends in order; the other direction goes on.</summary>
    HalfClose,

    /// <summary>Both ends of both directions are reset.</summary>
    Reset,
}
