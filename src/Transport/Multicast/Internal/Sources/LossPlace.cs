namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>
/// Where the packets of one source were lost. When a packet shows a gap in front of it, the kernel has said how many
/// datagrams this socket dropped since the packet before the gap: as many of the missing ones were lost in the socket,
/// the rest upstream. A gap's figures become final as its numbers are declared lost.
/// </summary>
internal sealed class LossPlace
{
    /// <summary>Gaps remembered until they are decided. More are added to the newest, which may delay their share, not lose it.</summary>
    private const int MostGaps = 1024;

    private readonly Gap[] _gaps = new Gap[MostGaps];
    private int _first;
    private int _count;
    private long _socket;
    private long _unattributed;

    /// <summary>What the socket had dropped when this source's last packet in order was queued.</summary>
    public long DropsBefore { get; set; }

    /// <summary>
    /// The source's next packet in order, or its announcement, arrived.
    /// </summary>
    /// <param name="start">The first missing number.</param>
    /// <param name="missing">How many are missing in front of it.</param>
    /// <param name="drops">What the socket has dropped up to it, in all.</param>
    /// <param name="knowledge">What that figure says about this source.</param>
    public void OnInOrder(long start, long missing, long drops, LossKnowledge knowledge)
    {
        long dropped = drops - DropsBefore;
        DropsBefore = drops;
        if (missing == 0 || (dropped == 0 && knowledge != LossKnowledge.None))
        {
            return;
        }

        // Of other sources' packets, or of merged ones, nobody can say which were dropped.
        Add(knowledge == LossKnowledge.Exact
            ? new Gap(start, start + missing, Math.Min(missing, dropped), 0)
            : new Gap(start, start + missing, 0, missing));
    }

    /// <summary>The split of the losses so far.</summary>
    /// <param name="decided">Every missing number below this one is declared lost.</param>
    /// <param name="lost">How many are lost.</param>
    public LossSplit Split(long decided, long lost)
    {
        while (_count > 0)
        {
            ref Gap gap = ref _gaps[_first];
            long passed = Math.Min(decided, gap.End) - gap.Start;
            if (passed <= 0)
            {
                break;
            }

            long socket = Math.Min(gap.Socket, passed);
            long unattributed = Math.Min(gap.Unattributed, passed);
            _socket += socket;
            _unattributed += unattributed;
            if (decided < gap.End)
            {
                gap = new Gap(decided, gap.End, gap.Socket - socket, gap.Unattributed - unattributed);
                break;
            }

            _socket += gap.Socket - socket;
            _unattributed += gap.Unattributed - unattributed;
            _first = (_first + 1) % MostGaps;
            _count--;
        }

        // What came late after all was on its way, and not in the socket; only a dropped copy of it was.
        long inSocket = Math.Min(_socket, lost);
        long unknown = Math.Min(_unattributed, lost - inSocket);
        return new LossSplit(inSocket, lost - inSocket - unknown, unknown);
    }

    /// <summary>The run is over and its losses were added up; another one begins.</summary>
    public void Restart()
    {
        _first = _count = 0;
        _socket = _unattributed = 0;
    }

    private void Add(Gap gap)
    {
        if (_count == MostGaps)
        {
            ref Gap newest = ref _gaps[(_first + _count - 1) % MostGaps];
            newest = new Gap(newest.Start, gap.End, newest.Socket + gap.Socket, newest.Unattributed + gap.Unattributed);
            return;
        }

        _gaps[(_first + _count++) % MostGaps] = gap;
    }

    private readonly record struct Gap(long Start, long End, long Socket, long Unattributed);
}
