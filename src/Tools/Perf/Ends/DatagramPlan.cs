namespace Sockets.Tools.Perf.Ends;

/// <summary>Where the datagrams of a test go. Files and interfaces are each side's own affair and not in it.</summary>
internal sealed record DatagramPlan
{
    /// <summary>The group; null when the sides send to each other's addresses.</summary>
    public string? Group { get; init; }

    /// <summary>The port of the first stream to the server; the others follow. 0 lets the receiving side choose, without a group.</summary>
    public required int Port { get; init; }

    /// <summary>The longest datagram, headers included.</summary>
    public required int DatagramBytes { get; init; }

    /// <summary>What is asked for the kernel's receive buffer.</summary>
    public int? ReceiveBufferBytes { get; init; }

    /// <summary>Payload bytes that wait for the reader.</summary>
    public int? QueueBytes { get; init; }

    /// <summary>How many higher numbers make a missing one lost.</summary>
    public int? Reorder { get; init; }

    /// <summary>Whether the sender hands datagrams to the kernel in trains.</summary>
    public bool Trains { get; init; } = true;

    public int TimeToLive { get; init; } = 1;

    public int? Dscp { get; init; }
}
