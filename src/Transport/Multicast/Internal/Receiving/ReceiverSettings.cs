using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Pcap;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>What the parts of a receiver need of its options, checked and in their own units.</summary>
internal sealed record ReceiverSettings
{
    public required MulticastWire Wire { get; init; }

    /// <summary>How many feeds bring the same packets: 1 or 2.</summary>
    public int Feeds { get; init; } = 1;

    /// <summary>How losses are repaired.</summary>
    public MulticastRepairs Repairs { get; init; }

    /// <summary>Whether the queue keeps or drops whole video frames.</summary>
    public bool FindsFrames { get; init; }

    public required int ReorderWindow { get; init; }

    /// <summary>The first number expected of every source; null for whichever comes first.</summary>
    public required long? ExpectFrom { get; init; }

    public required int MaxSources { get; init; }

    public required int MaxDatagramLength { get; init; }

    public required int MaxMessageLength { get; init; }

    /// <summary>Ticks after which a missing number is lost whatever comes.</summary>
    public required long LossTicks { get; init; }

    /// <summary>Ticks of silence after which a source counts as silent.</summary>
    public required long SilenceTicks { get; init; }

    /// <summary>Ticks between a source's first end marker and its end.</summary>
    public required long EndTicks { get; init; }

    /// <summary>The receiver's clock.</summary>
    public required long TicksPerMillisecond { get; init; }

    /// <summary>Whether the kernel's drop counter counts datagrams: it counts merged trains when it merges.</summary>
    public required bool DropsAreDatagrams { get; init; }

    /// <summary>Whether the kernel says at all what the socket dropped.</summary>
    public required bool KnowsDrops { get; init; }

    /// <summary>Records what is received; null when nobody does.</summary>
    public DatagramRecorder? Recorder { get; init; }

    /// <summary>Where the datagrams of each feed went, as the recording says.</summary>
    public DatagramSource[] RecordedTo { get; init; } = [];

    public required BufferPool Pool { get; init; }
}
