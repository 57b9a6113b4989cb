namespace Sockets.Transport.Multicast;

/// <summary>What a message is to a video decoder, or to whoever else can do without some of them.</summary>
[Flags]
public enum MulticastFlags
{
    /// <summary>Others build on it, and it builds on others.</summary>
    None = 0,

    /// <summary>A key frame: decoding can begin here.</summary>
    Key = 1,

    /// <summary>No other frame builds on it: it can be dropped alone.</summary>
    Discardable = 2,
}
