namespace Sockets.Transport.Links;

/// <summary>Where a datagram lies in its memory.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct DatagramRange(int Offset, int Length);
