namespace Sockets.Transport.Multicast;

/// <summary>Who hands datagrams to the kernel.</summary>
public enum MulticastSending
{
    /// <summary>
    /// A thread of the sender's: whatever was queued meanwhile goes with one call, so that this is many times faster
    /// under load, and callers never enter the kernel. A message of its own leaves one wake-up later.
    /// </summary>
    Thread,

    /// <summary>The caller, at once, when nothing waits and there is no rate: the least time to the wire, and a call for each message.</summary>
    Caller,
}
