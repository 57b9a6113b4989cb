using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// One direction in one interval. What the other side says comes four times a second: it may be a quarter behind, and of a
/// time that is not quite the interval's.
/// </summary>
internal sealed record DirectionInterval
{
    public required long SentMessages { get; init; }

    public required long ReceivedMessages { get; init; }

    /// <summary>In how much time these came, by the receiver's clock: what their rate is of. 0 when the receiver has said nothing new.</summary>
    public required long ReceivedDurNs { get; init; }

    /// <summary>Payload bytes of those received.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Sent so far and not known to be received, dropped or lost: on its way, or lost at the end. Never below 0.</summary>
    public required long OpenMessages { get; init; }

    /// <summary>Lost in this interval: the change of the total, 0 when a late one came.</summary>
    public required long LostMessages { get; init; }

    /// <summary>What is missing so far; null where nothing can be.</summary>
    public LossCounts? TotalLoss { get; init; }

    /// <summary>
    /// The one-way times that the receiver recorded, to a thousandth; of a server as precise as it tells them, to three hundredths at the least.
    /// Null when it records none, or has told none.
    /// </summary>
    public HistogramData? OneWay { get; init; }

    public required long TotalSentMessages { get; init; }

    public required long TotalReceivedMessages { get; init; }

    /// <summary>What happened between two looks.</summary>
    /// <param name="sender">The sender's side, before and now; null when it does not say.</param>
    /// <param name="receiver">The receiver's side, before and now; null when it has not said anything.</param>
    public static DirectionInterval Between((EndCounts Before, EndCounts Now)? sender, (EndCounts Before, EndCounts Now)? receiver)
    {
        long sent = sender?.Now.Sent ?? receiver?.Now.Loss?.Expected ?? 0;
        long sentBefore = sender?.Before.Sent ?? receiver?.Before.Loss?.Expected ?? 0;
        long received = receiver?.Now.Received ?? 0;
        LossCounts? loss = receiver?.Now.Loss;
        return new DirectionInterval
        {
            SentMessages = sent - sentBefore,
            ReceivedMessages = received - (receiver?.Before.Received ?? 0),
            ReceivedDurNs = (receiver?.Now.AtNs ?? 0) - (receiver?.Before.AtNs ?? 0),
            ReceivedBytes = (receiver?.Now.ReceivedBytes ?? 0) - (receiver?.Before.ReceivedBytes ?? 0),
            OpenMessages = Math.Max(0, sent - received - (loss?.Lost ?? 0)),
            LostMessages = Math.Max(0, (loss?.Lost ?? 0) - (receiver?.Before.Loss?.Lost ?? 0)),
            TotalLoss = loss,
            TotalSentMessages = sent,
            TotalReceivedMessages = received,
        };
    }
}
