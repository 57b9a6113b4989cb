namespace Sockets.Transport.Multicast;

/// <summary>
/// What a <see cref="MulticastReceiver"/> has counted: one consistent snapshot. <see cref="Identities"/> are sums that come
/// out in each of them. Packets are datagrams that carry data; a message is one packet or several fragments.
/// </summary>
public sealed record MulticastStats
{
    /// <summary>Datagrams taken from the kernel, the merged ones counted one by one.</summary>
    public long DatagramsRead { get; init; }

    /// <summary>Their bytes, headers of the format included.</summary>
    public long BytesRead { get; init; }

    /// <summary>Calls that took datagrams; with <see cref="DatagramsRead"/> it shows how well they were batched.</summary>
    public long ReceiveCalls { get; init; }

    /// <summary>Datagrams written to <see cref="MulticastReceiverOptions.Recording"/>.</summary>
    public long Recorded { get; init; }

    /// <summary>
    /// Datagrams that were not, because the stream was too slow, or had failed, or they were truncated; 0 without a recording.
    /// What went with a write that failed is among them, although the stream may have taken a part of it.
    /// </summary>
    public long NotRecorded { get; init; }

    /// <summary>Datagrams longer than <see cref="MulticastReceiverOptions.MaxDatagramLength"/>.</summary>
    public long Truncated { get; init; }

    /// <summary>Reads that were no datagram: a socket that is shut down answers one such.</summary>
    public long Phantoms { get; init; }

    /// <summary>Datagrams not of the format, or not possible; and those with a number far ahead of its source that no second one confirmed.</summary>
    public long Malformed { get; init; }

    /// <summary>
    /// Datagrams not sealed with <see cref="MulticastReceiverOptions.Key"/>, changed on their way, or sealed while there is no
    /// key. They are dropped before anything else looks at them.
    /// </summary>
    public long Unauthentic { get; init; }

    /// <summary>Datagrams of sources beyond <see cref="MulticastReceiverOptions.MaxSources"/>.</summary>
    public long Unwanted { get; init; }

    /// <summary>
    /// Stragglers of a source's earlier runs, what was sent again of runs that were not heard, and datagrams of another run
    /// that no second one confirmed.
    /// </summary>
    public long ForeignEpoch { get; init; }

    /// <summary>
    /// Datagrams without a seal that are of another run, or far ahead in this one, and wait for a second one, of each source
    /// at most one. Then they count as what they are.
    /// </summary>
    public long Doubtful { get; init; }

    /// <summary>Heartbeats, end markers and others that carry no data.</summary>
    public long Control { get; init; }

    /// <summary>Datagrams with parities (<see cref="MulticastSenderOptions.Parity"/>).</summary>
    public long Parity { get; init; }

    /// <summary>Data packets of a format without numbers.</summary>
    public long Unnumbered { get; init; }

    /// <summary>Data packets with a number, whatever the number was.</summary>
    public long NumberedArrivals { get; init; }

    /// <summary>Numbers sent, as far as known: from the first expected to the highest announced.</summary>
    public long Expected { get; init; }

    /// <summary>Numbers that are here, each counted once.</summary>
    public long Unique { get; init; }

    /// <summary>Packets that arrived as the first of their number.</summary>
    public long FirstCopies { get; init; }

    /// <summary>Numbers whose packets were computed from parities before they came, if they ever did.</summary>
    public long Repaired { get; init; }

    /// <summary>Computed datagrams that were none: a parity and its datagrams did not belong together.</summary>
    public long RepairsFailed { get; init; }

    /// <summary>First copies that came because somebody had asked for them again.</summary>
    public long RepairedOnRequest { get; init; }

    /// <summary>Requests sent to senders.</summary>
    public long RequestsSent { get; init; }

    /// <summary>Numbers in them, each as often as it was asked for.</summary>
    public long NumbersRequested { get; init; }

    /// <summary>Packets whose number was here before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Packets older than anything remembered.</summary>
    public long TooOld { get; init; }

    /// <summary>Missing numbers that may still come.</summary>
    public long Pending { get; init; }

    /// <summary>Missing numbers that had their time. It falls when one comes late after all; over an interval, take <see cref="DeclaredLost"/>.</summary>
    public long Lost { get; init; }

    /// <summary>Numbers that were ever declared lost. It only rises.</summary>
    public long DeclaredLost { get; init; }

    /// <summary>Numbers that came after they had been declared lost.</summary>
    public long Late { get; init; }

    /// <summary>Packets that came after one with a higher number (RFC 4737).</summary>
    public long Reordered { get; init; }

    /// <summary>How many packets the worst of them was late (RFC 4737).</summary>
    public long MaxReorderExtent { get; init; }

    /// <summary>Runs of successive lost numbers (RFC 3357).</summary>
    public long LossPeriods { get; init; }

    /// <summary>
    /// How many of them were how long: 1 number, 2, 3 to 4, 5 to 8, and so on, up to the longest that occurred; the sixteenth
    /// holds all from 16,385 on.
    /// </summary>
    public IReadOnlyList<long> LossPeriodLengths { get; init; } = [];

    /// <summary>The longest of them.</summary>
    public long LongestLossPeriod { get; init; }

    /// <summary>Lost in this socket's buffer: the receiver did not come in time. A larger buffer or a faster handler helps.</summary>
    public long LostSocket { get; init; }

    /// <summary>Lost before they reached this socket: in the network, in the device, or at the sender.</summary>
    public long LostUpstream { get; init; }

    /// <summary>Lost in either: the kernel's figures do not say. Several sources share the socket, or it merges datagrams.</summary>
    public long LostUnattributed { get; init; }

    /// <summary>Datagrams, or merged trains, that the kernel dropped because the buffer was full; null where it does not say.</summary>
    public long? KernelDrops { get; init; }

    /// <summary>What each of two feeds brought and lost; empty with a single one.</summary>
    public IReadOnlyList<MulticastFeedStats> Feeds { get; init; } = [];

    /// <summary>Packets handed to the application.</summary>
    public long Delivered { get; init; }

    /// <summary>Packets dropped because they did not fit, by <see cref="OverflowPolicy.DropNewest"/>.</summary>
    public long DroppedNewest { get; init; }

    /// <summary>Packets dropped to make room for newer ones.</summary>
    public long DroppedOldest { get; init; }

    /// <summary>Packets dropped because they were too old.</summary>
    public long DroppedDeadline { get; init; }

    /// <summary>Packets of frames dropped to make room, by <see cref="OverflowPolicy.KeyFrameAware"/>.</summary>
    public long DroppedFrames { get; init; }

    /// <summary>Packets dropped because they build on a dropped frame.</summary>
    public long DroppedWaitKey { get; init; }

    /// <summary>Packets replaced by a newer one of the same key.</summary>
    public long Conflated { get; init; }

    /// <summary>Packets of messages that alone are over the queue's bound in bytes.</summary>
    public long DroppedTooLarge { get; init; }

    /// <summary>Packets that waited when the receiver was disposed.</summary>
    public long DroppedAtClose { get; init; }

    /// <summary>Packets that wait for the reader.</summary>
    public long Queued { get; init; }

    /// <summary>Bytes that wait for the reader.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Fragments that wait for the rest of their message.</summary>
    public long Assembling { get; init; }

    /// <summary>Fragments of messages that were given up.</summary>
    public long FragmentsDiscarded { get; init; }

    /// <summary>Messages handed to the application.</summary>
    public long MessagesDelivered { get; init; }

    /// <summary>Messages given up because a fragment was lost or wrong.</summary>
    public long MessagesIncomplete { get; init; }

    /// <summary>Sources that are heard now.</summary>
    public long SourcesHeard { get; init; }

    /// <summary>Sources that are known and have not said that they are done, the silent ones included.</summary>
    public long SourcesOpen { get; init; }

    /// <summary>Sources ever heard.</summary>
    public long SourcesStarted { get; init; }

    /// <summary>How often a source began anew.</summary>
    public long Restarts { get; init; }

    /// <summary>How often a source fell silent without having said that it is done.</summary>
    public long SourcesSilent { get; init; }

    /// <summary>Sources that said that they are done.</summary>
    public long SourcesEnded { get; init; }

    /// <summary>Jitter (RFC 3550), of the worst source now.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// The mean of what it was after each packet, of all sources; zero before two packets came. <see cref="Jitter"/> remembers
    /// some 16 packets, and this all of them.
    /// </summary>
    public TimeSpan MeanJitter { get; init; }

    /// <summary>The highest it was.</summary>
    public TimeSpan MaxJitter { get; init; }

    /// <summary>The longest time the thread was away from the socket. The kernel's buffer has to hold what comes meanwhile.</summary>
    public TimeSpan LongestAway { get; init; }

    /// <summary>Bytes asked for the kernel's buffer.</summary>
    public int ReceiveBufferAsked { get; init; }

    /// <summary>Bytes the kernel counts with; Linux doubles what it grants, because its own records count too.</summary>
    public int ReceiveBufferGranted { get; init; }

    /// <summary>Everything the queue dropped, and what was given up with it.</summary>
    public long Dropped => DroppedNewest + DroppedOldest + DroppedDeadline + DroppedFrames + DroppedWaitKey + Conflated
        + DroppedTooLarge + DroppedAtClose + FragmentsDiscarded;

    /// <summary>The sums that have to come out.</summary>
    public IReadOnlyList<MulticastIdentity> Identities =>
    [
        new("I1", "datagrams read = truncated + phantoms + malformed + unauthentic + unwanted + foreign epoch + doubtful + control + parity + unnumbered + numbered", DatagramsRead,
            Truncated + Phantoms + Malformed + Unauthentic + Unwanted + ForeignEpoch + Doubtful + Control + Parity + Unnumbered + NumberedArrivals),
        new("I2", "numbered = first copies + duplicates + too old", NumberedArrivals, FirstCopies + Duplicates + TooOld),
        new("I2u", "unique = first copies + repaired", Unique, FirstCopies + Repaired),
        new("I3", "expected = unique + pending + lost", Expected, Unique + Pending + Lost),
        new("I4", "lost = in the socket + upstream + unattributed", Lost, LostSocket + LostUpstream + LostUnattributed),
        .. Recorded + NotRecorded == 0 ? (MulticastIdentity[])[]
            : [new("I1r", "datagrams read = recorded + not recorded", DatagramsRead, Recorded + NotRecorded)],
        .. FeedIdentities,
        new("I5", "unique + unnumbered = delivered + dropped + queued + assembling", Unique + Unnumbered, Delivered + Dropped + Queued + Assembling),
    ];

    private IEnumerable<MulticastIdentity> FeedIdentities => Feeds.Count == 0 ? [] :
    [
        new("I8", "numbered = arrivals of both feeds", NumberedArrivals, Feeds.Sum(static feed => feed.Arrivals)),
        new("I8w", "first copies = won by either feed", FirstCopies, Feeds.Sum(static feed => feed.Won)),
        .. Feeds.Select(static feed => new MulticastIdentity(
            "I8l", "lost by one feed = in its socket + upstream + unattributed", feed.Lost, feed.LostSocket + feed.LostUpstream + feed.LostUnattributed)),
    ];
}
