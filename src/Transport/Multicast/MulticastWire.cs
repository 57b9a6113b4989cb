namespace Sockets.Transport.Multicast;

/// <summary>What the datagrams look like.</summary>
public enum MulticastWire
{
    /// <summary>TMC1, our own format (docs/wire/multicast.md): numbered, with heartbeats, an end marker and fragments.</summary>
    Native,

    /// <summary>A payload is a datagram and nothing else, for instance seven MPEG-TS packets. Nothing is numbered, so no loss can be seen.</summary>
    Raw,

    /// <summary>RTP (RFC 3550), MPEG-TS as payload type 33 by default. Numbers of 16 bits are extended.</summary>
    Rtp,

    /// <summary>The datagrams of iperf 2's UDP test: 16 bytes of number and time, and a filler.</summary>
    Iperf2,
}
