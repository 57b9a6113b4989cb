namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>One peer that is there.</summary>
/// <param name="number">Which one it was to come, from 1.</param>
/// <param name="name">Its end as an endpoint.</param>
internal sealed class ZmqPeer(int number, string name)
{
    private long _lost;

    public string Name => name;

    /// <summary>Whether it loses messages and has not caught up, as far as the last look shows.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Takes a look.</summary>
    public ReceiverSample Sample(ChannelStats stats)
    {
        IsSlow = stats.Lost > _lost || (IsSlow && stats.Pending > 0);
        _lost = stats.Lost;
        return new ReceiverSample(number, name, IsSlow ? ReceiverState.Slow : ReceiverState.Ready, stats);
    }

    /// <summary>What is left to say when it has gone.</summary>
    public ReceiverSample Last(ReceiverState state, ChannelStats stats) => new(number, name, state, stats);
}
