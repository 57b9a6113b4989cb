namespace Sockets.Tools.Perf.Ends;

/// <summary>How the clocks of both sides go together: server's time = client's time + offset, give or take the error.</summary>
internal sealed record ClockOffset
{
    /// <summary>Whether both sides are processes of one host and read the same clocks.</summary>
    public bool SameHost { get; init; }

    /// <summary>Between the monotonic clocks, which stamp messages of sessions.</summary>
    public long MonotonicNs { get; init; }

    /// <summary>Between the wall clocks, which stamp datagrams.</summary>
    public long WallNs { get; init; }

    /// <summary>Half the round trip in which they were compared: no offset is wrong by more. 0 on one host.</summary>
    public long ErrorNs { get; init; }
}
