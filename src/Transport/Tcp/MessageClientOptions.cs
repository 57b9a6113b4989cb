using System.Net;
using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp;

/// <summary>How a <see cref="MessageClient"/> behaves. Immutable.</summary>
public sealed record MessageClientOptions
{
    /// <summary>Whom to reach: an <see cref="IPEndPoint"/>, a <see cref="DnsEndPoint"/> or a Unix socket's path.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>Who runs the receive loop. Default <see cref="Tcp.Driver.Async"/>.</summary>
    public Driver Driver { get; init; }

    /// <summary>Gets every message inside the receive loop; null (the default) to pull with ReceiveAsync.</summary>
    public IMessageHandler? Handler { get; init; }

    /// <summary>How the peer's requests are answered; by default nobody answers them.</summary>
    public RequestOptions Requests { get; init; } = new();

    /// <summary>Speaks TLS; null (the default) for plain TCP. The TLS handshake is part of <see cref="ConnectionLimits.HandshakeTimeout"/>.</summary>
    public TlsClientOptions? Tls { get; init; }

    /// <summary>
    /// What this side proves itself with, to a server that demands it; others ignore it. Null (the default) for nothing.
    /// Without TLS it crosses the network in clear.
    /// </summary>
    public Credential? Credential { get; init; }

    /// <summary>How the session goes on after a cut, with a server that can do so too. Null (the default) for not at all.</summary>
    public ResumeOptions? Resume { get; init; }

    /// <summary>
    /// Where the same server can be reached otherwise; tried in this order when <see cref="EndPoint"/> cannot be, and in turn with
    /// it after a cut, beginning anywhere. Default none.
    /// </summary>
    public IReadOnlyList<EndPoint> OtherEndPoints { get; init; } = [];

    /// <summary>Flow control, overflow policy and heartbeat.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>How much the connection may ask of this process.</summary>
    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>How long connecting may take, the handshake not included. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock for deadlines. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(EndPoint);
        ArgumentNullException.ThrowIfNull(Session);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Requests);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        if (!Enum.IsDefined(Driver))
        {
            throw new ArgumentOutOfRangeException(nameof(Driver), Driver, "Not a driver.");
        }

        Tls?.Validate();
        Resume?.Validate();
        ArgumentNullException.ThrowIfNull(OtherEndPoints);
        Limits.Validate();
        Requests.Validate();
        Session.Validate(Limits);
    }
}
