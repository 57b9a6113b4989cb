namespace Sockets.Tools.Perf.Ends;

/// <summary>What a test took of the whole process on one side.</summary>
internal sealed record ProcessCost
{
    public long UserNs { get; init; }

    public long SystemNs { get; init; }

    /// <summary>From the first message to the end.</summary>
    public long WallNs { get; init; }

    /// <summary>Collections of the youngest generation.</summary>
    public int Collections { get; init; }

    public long AllocatedBytes { get; init; }
}
