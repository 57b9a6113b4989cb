namespace Sockets.Transport.Links;

/// <summary>The sending side of a datagram socket, driven by one thread at a time. It never waits.</summary>
internal interface IDatagramSender : IDisposable
{
    /// <summary>How many datagrams one call takes at most: the kernel's limit for a train before Linux 6.9 (UDP_MAX_SEGMENTS).</summary>
    const int MostPerCall = 64;

    /// <summary>How often the kernel refused to cut a train, whereupon its datagrams went one by one.</summary>
    long OffloadFallbacks { get; }

    /// <summary>Whether trains are left to the kernel to cut now.</summary>
    bool Offloads { get; }

    /// <summary>
    /// Hands datagrams to the kernel. <see cref="LinkResult.Bytes"/> is how many it took, from the front; the error is
    /// that of the first it did not take.
    /// </summary>
    /// <param name="memory">Pinned memory that holds them all.</param>
    /// <param name="datagrams">Where each lies; at most <see cref="MostPerCall"/>.</param>
    LinkResult Send(byte[] memory, ReadOnlySpan<DatagramRange> datagrams);

    /// <summary>Waits until the kernel has room, at most this long.</summary>
    void WaitForRoom(TimeSpan atMost);
}
