using Sockets.Transport.Buffers;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Resuming;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>What both sides' sessions are built from.</summary>
internal sealed record SessionSetup
{
    public required Driver Driver { get; init; }

    public required SessionOptions Session { get; init; }

    public required ConnectionLimits Limits { get; init; }

    public required IMessageHandler? Handler { get; init; }

    public RequestOptions Requests { get; init; } = new();

    public required TimeProvider Time { get; init; }

    public required BufferPool Pool { get; init; }

    /// <summary>What a client proves itself with; null for nothing.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Who decides at a server who is let in; null for nobody.</summary>
    public Doorkeeper? Doorkeeper { get; init; }

    /// <summary>How the session outlives its connection; null for not at all.</summary>
    public ResumeOptions? Resume { get; init; }

    /// <summary>Who brings it back; not null where <see cref="Resume"/> is not. At a server that is <see cref="ResumeTable"/>.</summary>
    public IReturnPath? ReturnPath { get; init; }

    /// <summary>The sessions that a server's clients may come back to; null at a client, and where nothing is resumed.</summary>
    public ResumeTable? ResumeTable { get; init; }

    /// <summary>The client's identity, or the server's instance: random, once per client or server.</summary>
    public required Guid Identity { get; init; }
}
