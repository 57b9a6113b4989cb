using System.Net;

namespace Sockets.Transport.Links;

/// <summary>What a datagram socket is asked for. The room that fills it in has checked it.</summary>
internal sealed record DatagramOptions
{
    /// <summary>
    /// The groups to join, or the one local address of unicast; all of one family and port. A sender's destination.
    /// </summary>
    public required IReadOnlyList<IPEndPoint> EndPoints { get; init; }

    /// <summary>The interface; null only for unicast.</summary>
    public LocalInterface? Interface { get; init; }

    /// <summary>The only senders that are wanted (source-specific multicast); empty for any.</summary>
    public IReadOnlyList<IPAddress> Sources { get; init; } = [];

    /// <summary>Bytes asked for the kernel's receive buffer; 0 keeps the default. It is never made smaller.</summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>Bytes asked for the kernel's send buffer; 0 keeps the default.</summary>
    public int SendBufferBytes { get; init; }

    /// <summary>Whether the kernel says when it received each datagram.</summary>
    public bool KernelTimestamps { get; init; }

    /// <summary>Whether the kernel may merge a train of datagrams into one.</summary>
    public bool Merge { get; init; }

    /// <summary>Routers a multicast datagram may pass, 0 to 255; 1 stays on the link.</summary>
    public int TimeToLive { get; init; } = 1;

    /// <summary>Whether receivers on this machine get it too.</summary>
    public bool Loopback { get; init; } = true;

    /// <summary>The code point for quality of service, 0 to 63 (RFC 2474); null keeps the default.</summary>
    public int? Dscp { get; init; }

    /// <summary>Whether the end points are groups.</summary>
    public bool IsMulticast => IsGroup(EndPoints[0].Address);

    /// <summary>Whether an address is a group's: 224.0.0.0/4 or ff00::/8.</summary>
    public static bool IsGroup(IPAddress address)
    {
        if (address.IsIPv6Multicast)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int length) && length == 4 && bytes[0] is >= 224 and <= 239;
    }
}
