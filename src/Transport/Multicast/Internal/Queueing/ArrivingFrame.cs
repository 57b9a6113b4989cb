
namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>The frame of one source that is arriving, and whether it is wanted.</summary>
internal sealed class ArrivingFrame
{
    private bool _isKnown;
    private bool _skipsRest;

    /// <summary>The frame in the making; null when there is none or it is not wanted.</summary>
    public LinkedListNode<QueuedFrame>? Open { get; set; }

    /// <summary>Whether everything is dropped until the next key frame.</summary>
    public bool WaitsForKey { get; private set; }

    /// <summary>What the frame that is arriving is, as far as it is known.</summary>
    public MulticastFlags Kind { get; private set; }

    public bool IsKey => (Kind & MulticastFlags.Key) == MulticastFlags.Key;

    public bool IsDiscardable => !IsKey && (Kind & MulticastFlags.Discardable) == MulticastFlags.Discardable;

    public void Begin()
    {
        Kind = MulticastFlags.None;
        _isKnown = false;
        _skipsRest = false;
    }

    /// <summary>What the next part of the frame says: key when any part is, discardable only when all are that say anything.</summary>
    public void Learn(in FrameMark mark)
    {
        if (!mark.IsAside)
        {
            MulticastFlags known = _isKnown ? Kind : mark.Kind;
            Kind = ((known | mark.Kind) & MulticastFlags.Key) | (known & mark.Kind & MulticastFlags.Discardable);
            _isKnown = true;
        }
    }

    /// <summary>Whether the part of the frame that has come is to be dropped. A key frame ends the waiting for one.</summary>
    public bool Skips()
    {
        WaitsForKey &= !IsKey || _skipsRest;
        return WaitsForKey || _skipsRest;
    }

    public void GiveUp(bool isDiscardable)
    {
        _skipsRest = true;
        WaitsForKey |= !isDiscardable;
    }
}
