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
}
