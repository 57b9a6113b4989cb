using Sockets.Transport.Multicast.Internal.Repairing;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>What a sender has counted. Guarded by its lock.</summary>
internal record struct SendCounters
{
    public long MessagesOffered;
    public long MessagesRefused;
    public long MessagesDropped;
    public long MessagesAccepted;
    public long MessagesWaiting;
    public long PayloadBytesAccepted;
    public long DatagramsOffered;
    public long DatagramsSent;
    public long BytesSent;
    public long DatagramsFailed;
    public long DatagramsDiscarded;
    public long ControlSent;
    public long ControlMissed;
    public long ParitySent;
    public long ParityMissed;
    public long SendCalls;
    public long BufferFull;
    public long QueueFull;
    public RepairCounters Repairs;
    public long SecondSent;
    public long SecondMissed;
}
