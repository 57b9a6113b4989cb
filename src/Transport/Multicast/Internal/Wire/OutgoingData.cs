namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>What the header of an outgoing datagram is to say.</summary>
/// <param name="Flags">What it is to a decoder.</param>
/// <param name="Priority">0 to 7.</param>
/// <param name="MaxAge">Milliseconds; 0 for ever.</param>
/// <param name="MessageLength">The whole message's length when this is a fragment; else 0.</param>
/// <param name="Message">Which message a fragment belongs to.</param>
/// <param name="Offset">Where in it the fragment begins.</param>
/// <param name="Checksum">The CRC-32C of the whole message.</param>
internal readonly record struct OutgoingData(
    MulticastFlags Flags, int Priority, int MaxAge, int MessageLength = 0, uint Message = 0, int Offset = 0, uint Checksum = 0);
