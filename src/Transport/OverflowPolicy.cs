namespace Sockets.Transport;

/// <summary>What happens to a message when the receiver cannot keep up. Each mode accepts the policies that make sense there.</summary>
public enum OverflowPolicy
{
    /// <summary>The sender waits. Nothing is lost, and the sender is slowed to the receiver's pace.</summary>
    Wait,

    /// <summary>The message is refused and stays with the caller, who is told why.</summary>
    Reject,

    /// <summary>The message that does not fit is dropped; what already waits is kept.</summary>
    DropNewest,

    /// <summary>The messages that have waited longest are dropped until the new one fits.</summary>
    DropOldest,

    /// <summary>A waiting message with the same key is replaced: the receiver gets the latest of each key.</summary>
    Conflate,

    /// <summary>Messages older than their deadline are dropped.</summary>
    Deadline,

    /// <summary>Video is dropped by whole frames: discardable frames first, then everything until the next key frame.</summary>
    KeyFrameAware,

    /// <summary>The receiver that cannot keep up is disconnected.</summary>
    Disconnect,
}
