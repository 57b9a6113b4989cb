using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>What it takes to open channels.</summary>
internal sealed record ChannelSettings
{
    /// <summary>How long connecting may take, when the user does not say.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    public required EndpointUri Endpoint { get; init; }

    public required bool Listen { get; init; }

    /// <summary>Whether it waits for others to send or connect: a receiver of datagrams does without being told.</summary>
    public bool IsListening => Listen || (Endpoint.Scheme == Scheme.Udp && Purpose == Purpose.Receive);

    /// <summary>Who runs the connections.</summary>
    public required Driver Driver { get; init; }

    /// <summary>What the channel is for.</summary>
    public Purpose Purpose { get; init; }

    /// <summary>The number every source begins with; null for whichever comes first. Receivers of datagrams only.</summary>
    public long? ExpectFrom { get; init; }

    /// <summary>How old a message may be under the deadline policy; null for the library's default. Receivers of datagrams only.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The file in which everything received is recorded; null for none. Receivers of datagrams only.</summary>
    public string? Record { get; init; }

    public OverflowPolicy Policy { get; init; } = OverflowPolicy.Wait;

    /// <summary>What messages are compressed with when the peer has it too; null for nothing.</summary>
    public IMessageCompressor? Compressor { get; init; }

    /// <summary>How long a cut may last before the session is lost; null when it ends with its connection.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>How the peer's requests are answered; nobody answers them by default.</summary>
    public RequestOptions Requests { get; init; } = new();

    /// <summary>How the requests of a ZeroMQ peer are answered; null for each with itself.</summary>
    public Answering? Answer { get; init; }

    /// <summary>How ZeroMQ peers prove who they are.</summary>
    public ZmqSecuritySettings ZmqSecurity { get; init; } = new();

    /// <summary>Whether a listener goes on when one peer has come, or failed to.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>How many receivers a sender waits for that sends each message to all; null for one that has one receiver.</summary>
    public int? Receivers { get; init; }

    /// <summary>Told of what deserves attention and ends nothing, a peer that was refused say. Any thread.</summary>
    public Action<string> OnNotice { get; init; } = static _ => { };

    public TimeSpan ConnectTimeout { get; init; } = DefaultConnectTimeout;
}
