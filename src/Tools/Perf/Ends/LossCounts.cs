using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What is missing so far, all streams together. Nothing is ever negative: what may still come is pending.</summary>
internal sealed record LossCounts
{
    public long Expected { get; init; }

    public long Unique { get; init; }

    public long Pending { get; init; }

    /// <summary>Dropped by the sender; null where it drops nothing that has a number.</summary>
    public long? Sender { get; init; }

    /// <summary>Lost in the kernel's buffer.</summary>
    public long Socket { get; init; }

    /// <summary>Dropped by the receiving process.</summary>
    public long Application { get; init; }

    /// <summary>Lost on the way.</summary>
    public long Network { get; init; }

    public long Unattributed { get; init; }

    public long Duplicates { get; init; }

    public long Reordered { get; init; }

    /// <summary>All that did not come to the reader.</summary>
    public long Lost => (Sender ?? 0) + Socket + Application + Network + Unattributed;

    /// <summary>Several streams together; null when none may lose anything.</summary>
    public static LossCounts? Sum(IEnumerable<LossFigures?> streams)
    {
        LossCounts? sum = null;
        foreach (LossFigures loss in streams.OfType<LossFigures>())
        {
            sum ??= new LossCounts();
            sum = new LossCounts
            {
                Expected = sum.Expected + loss.Expected,
                Unique = sum.Unique + loss.Unique,
                Pending = sum.Pending + loss.Pending,
                Sender = loss.LostAtSender is null ? sum.Sender : (sum.Sender ?? 0) + loss.LostAtSender,
                Socket = sum.Socket + loss.LostSocket,
                Application = sum.Application + loss.Dropped,
                Network = sum.Network + loss.LostUpstream,
                Unattributed = sum.Unattributed + loss.LostUnattributed,
                Duplicates = sum.Duplicates + loss.Duplicates,
                Reordered = sum.Reordered + loss.Reordered,
            };
        }

        return sum;
    }
}
