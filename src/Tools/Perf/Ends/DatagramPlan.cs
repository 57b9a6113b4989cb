using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Where the datagrams of a test go. Files and interfaces are each side's own affair and not in it.</summary>
internal sealed record DatagramPlan
{
    /// <summary>What all streams of a test may keep waiting for their readers, and ask of the kernel: the default of 64 streams.</summary>
    private const long MostBytes = 64L * MulticastQueueOptions.DefaultBytes;

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

    /// <summary>Payload bytes that wait for the reader of one of so many streams.</summary>
    public int QueueBytesOf(int streams) => QueueBytes ?? (int)Math.Min(MulticastQueueOptions.DefaultBytes, MostBytes / streams);

    /// <summary>What makes it impossible; null when nothing does.</summary>
    /// <param name="streams">How many streams the test has.</param>
    public string? Fault(int streams) => this switch
    {
        // Who may be sent to has asked for it: by joining, or by being the one who talks to us.
        { Group: { } group } when !UdpOptions.IsGroup(group) => $"'{group}' is no group: datagrams go to a group, or to the other side's own address",
        { QueueBytes: { } queue } when !Fits(queue, streams) => $"a queue of {queue} bytes for each of {streams} streams is not between 1 and {MostBytes} in all",
        { ReceiveBufferBytes: { } buffer } when !Fits(buffer, streams) =>
            $"a receive buffer of {buffer} bytes for each of {streams} streams is not between 1 and {MostBytes} in all",
        _ => null,
    };

    private static bool Fits(int bytes, int streams) => bytes > 0 && (long)bytes * streams <= MostBytes;
}
