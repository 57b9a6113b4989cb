using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>Where a receiver's requests go.</summary>
internal interface IRequestOutput : IDisposable
{
    /// <summary>
    /// Sends a request to a sender. Whether it arrives is not known; it is asked for again. False when the system refuses it.
    /// </summary>
    bool TrySend(ReadOnlySpan<byte> request, in DatagramSource to);
}
