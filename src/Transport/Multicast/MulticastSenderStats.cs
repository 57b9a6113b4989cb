namespace Sockets.Transport.Multicast;

/// <summary>What a <see cref="MulticastSender"/> has counted: one consistent snapshot. A datagram is a message or a fragment of one.</summary>
public sealed record MulticastSenderStats
{
    /// <summary>Messages offered, whatever became of them.</summary>
    public long MessagesOffered { get; init; }

    /// <summary>Messages that stayed with the caller, who was told why.</summary>
    public long MessagesRefused { get; init; }

    /// <summary>Messages dropped because the queue had no room.</summary>
    public long MessagesDropped { get; init; }

    /// <summary>Messages accepted: their datagrams were queued.</summary>
    public long MessagesAccepted { get; init; }

    /// <summary>Messages for which <see cref="MulticastSender.SendAsync"/> waits for room now.</summary>
    public long MessagesWaiting { get; init; }

    /// <summary>Payload bytes of the messages accepted.</summary>
    public long PayloadBytesAccepted { get; init; }

    /// <summary>Datagrams queued.</summary>
    public long DatagramsOffered { get; init; }

    /// <summary>Data datagrams the kernel took. The number of the last one is the same.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Bytes of data datagrams the kernel took, headers of the format included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Datagrams the kernel refused for good: too long for the interface, or forbidden. They took no number.</summary>
    public long DatagramsFailed { get; init; }

    /// <summary>Datagrams that waited when the sender was disposed.</summary>
    public long DatagramsDiscarded { get; init; }

    /// <summary>Datagrams that wait.</summary>
    public long DatagramsQueued { get; init; }

    /// <summary>Heartbeats and end markers sent.</summary>
    public long ControlSent { get; init; }

    /// <summary>Heartbeats and end markers that the kernel did not take. They are not tried again: the next one says more.</summary>
    public long ControlMissed { get; init; }

    /// <summary>Datagrams with parities sent.</summary>
    public long ParitySent { get; init; }

    /// <summary>Parities that the kernel did not take. They are not tried again: what they cover was sent all the same.</summary>
    public long ParityMissed { get; init; }

    /// <summary>Calls into the kernel that sent data; with <see cref="DatagramsSent"/> it shows how well it was batched.</summary>
    public long SendCalls { get; init; }

    /// <summary>How often the kernel's buffer was full (EAGAIN). Nothing is lost by it.</summary>
    public long BufferFull { get; init; }

    /// <summary>How often the interface's queue was full (ENOBUFS). Nothing is lost by it.</summary>
    public long QueueFull { get; init; }

    /// <summary>Requests of receivers for what they miss.</summary>
    public long RequestsReceived { get; init; }

    /// <summary>Those that were no requests, or for another run, or not authentic.</summary>
    public long RequestsRefused { get; init; }

    /// <summary>Numbers that receivers asked for, each as often as it was asked for, and that were decided about.</summary>
    public long RepairsRequested { get; init; }

    /// <summary>Datagrams sent again.</summary>
    public long RepairsSent { get; init; }

    /// <summary>Numbers that were not in <see cref="MulticastSenderOptions.RepairWindow"/> any more, or never were.</summary>
    public long RepairsGone { get; init; }

    /// <summary>Numbers that had been sent again less than 5 ms before, for somebody else.</summary>
    public long RepairsTooSoon { get; init; }

    /// <summary>
    /// Numbers not sent because of <see cref="MulticastSenderOptions.RepairPercent"/>, or because the kernel had no room, or
    /// because the request named more than <see cref="MulticastSenderOptions.RepairWindow"/> of them.
    /// </summary>
    public long RepairsHeldBack { get; init; }

    /// <summary>Datagrams that the second feed got too, of whatever kind. 0 without one.</summary>
    public long SecondSent { get; init; }

    /// <summary>Datagrams that only the first feed got, because the second one's interface did not take them. They were not tried again.</summary>
    public long SecondMissed { get; init; }

    /// <summary>How often the kernel refused to cut a train, whose datagrams then went one by one.</summary>
    public long TrainsRefused { get; init; }

    /// <summary>How often the schedule was given up because the sender was more than 10 ms behind.</summary>
    public long ScheduleSkips { get; init; }

    /// <summary>How late a burst was at most.</summary>
    public TimeSpan MaxLateness { get; init; }

    /// <summary>The sums that have to come out.</summary>
    public IReadOnlyList<MulticastIdentity> Identities =>
    [
        new("I6", "datagrams offered = sent + failed + discarded + queued", DatagramsOffered, DatagramsSent + DatagramsFailed + DatagramsDiscarded + DatagramsQueued),
        new("I6r", "repairs requested = sent + gone + too soon + held back", RepairsRequested, RepairsSent + RepairsGone + RepairsTooSoon + RepairsHeldBack),
        .. SecondIdentities,
        new("I6m", "messages offered = accepted + refused + dropped + waiting", MessagesOffered, MessagesAccepted + MessagesRefused + MessagesDropped + MessagesWaiting),
    ];

    private IEnumerable<MulticastIdentity> SecondIdentities => SecondSent + SecondMissed == 0 ? [] :
    [
        new("I6s", "all datagrams of the first feed = sent to the second + missed by it", DatagramsSent + ControlSent + ParitySent + RepairsSent, SecondSent + SecondMissed),
    ];
}
