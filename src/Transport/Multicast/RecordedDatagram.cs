using System.Net;

namespace Sockets.Transport.Multicast;

/// <summary>A datagram of a recording.</summary>
/// <param name="TimeNanoseconds">When it was received, in nanoseconds since 1970.</param>
/// <param name="To">Where it went.</param>
/// <param name="Payload">What it carried; valid until the next one is read.</param>
public readonly record struct RecordedDatagram(long TimeNanoseconds, IPEndPoint To, ReadOnlyMemory<byte> Payload);
