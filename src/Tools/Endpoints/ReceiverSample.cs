namespace Sockets.Tools.Endpoints;

/// <summary>One of several receivers at one moment.</summary>
/// <param name="Number">Which one it was to join, from 1.</param>
/// <param name="Peer">Its end as an endpoint.</param>
/// <param name="State">How it is.</param>
/// <param name="Stats">What was counted since it joined.</param>
internal readonly record struct ReceiverSample(int Number, string Peer, ReceiverState State, ChannelStats Stats)
{
    /// <summary>Whether it is there.</summary>
    public bool IsHere => State is ReceiverState.Slow or ReceiverState.Away or ReceiverState.Ready;
}
