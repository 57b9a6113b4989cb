using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>How a group for a measurement is opened.</summary>
internal sealed record GroupSetup
{
    /// <summary>Takes what arrives.</summary>
    public required LossySink Sink { get; init; }

    public MulticastQueueOptions Queue { get; init; } = new();

    public int ReceiveBufferBytes { get; init; } = MulticastReceiverOptions.DefaultReceiveBufferBytes;

    /// <summary>How the application pauses that reads the queue; null for one that does not.</summary>
    public SlowReader? Reader { get; init; }

    /// <summary>How the receiving thread itself pauses, which then has no queue; null for one that does not.</summary>
    public SlowReader? Thread { get; init; }
}
