namespace Sockets.Transport.Multicast;

/// <summary>How a receiver repairs losses. Both ways may be used at once.</summary>
[Flags]
public enum MulticastRepairs
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>
    /// Computes what is missing from the parities of senders that send them (<see cref="MulticastSenderOptions.Parity"/>).
    /// Takes memory for 640 datagrams of the longest kind for each source.
    /// </summary>
    Parity = 1,

    /// <summary>
    /// Asks the sender for what is missing, by unicast, if it keeps it (<see cref="MulticastSenderOptions.RepairWindow"/>). The
    /// answer takes a round trip and a few milliseconds: a wider <see cref="MulticastReceiverOptions.ReorderWindow"/> keeps what
    /// is on its way from being counted as lost meanwhile.
    /// </summary>
    Requests = 2,
}
