using System.Net;

namespace Sockets.Transport.Multicast;

/// <summary>What one of two feeds has brought, and what it alone has lost: most of that the other one had.</summary>
public sealed record MulticastFeedStats
{
    /// <summary>The address and port that are bound for it.</summary>
    public required IPEndPoint LocalEndPoint { get; init; }

    /// <summary>Datagrams taken from its socket.</summary>
    public long DatagramsRead { get; init; }

    /// <summary>Data packets with a number that it brought.</summary>
    public long Arrivals { get; init; }

    /// <summary>Those of them that it brought first, and that were delivered for it.</summary>
    public long Won { get; init; }

    /// <summary>Numbers that this feed has lost, whether or not the other one had them.</summary>
    public long Lost { get; init; }

    /// <summary>Those lost in its socket.</summary>
    public long LostSocket { get; init; }

    /// <summary>Those lost before they reached its socket.</summary>
    public long LostUpstream { get; init; }

    /// <summary>Those lost in either.</summary>
    public long LostUnattributed { get; init; }

    /// <summary>Datagrams, or merged trains, that its socket dropped; null where the kernel does not say.</summary>
    public long? KernelDrops { get; init; }
}
