namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>What a sender was asked for, in numbers, and what became of it.</summary>
internal record struct RepairCounters
{
    public long Requests;
    public long RequestsRefused;
    public long Requested;
    public long Sent;
    public long Gone;
    public long TooSoon;
    public long HeldBack;
}
