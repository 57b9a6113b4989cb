namespace Sockets.Transport.Framing;

/// <summary>Which byte of a number stands first in the stream.</summary>
public enum ByteOrder
{
    /// <summary>The most significant byte first: network byte order.</summary>
    BigEndian,

    /// <summary>The least significant byte first.</summary>
    LittleEndian,
}
