using System.Net;
using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp;

/// <summary>How a <see cref="MessageServer"/> behaves. Immutable.</summary>
public sealed record MessageServerOptions
{
    /// <summary>Where to listen: an <see cref="IPEndPoint"/> or a Unix socket's path. Port 0 lets the kernel choose.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>Who runs each connection's receive loop. Default <see cref="Tcp.Driver.Async"/>.</summary>
    public Driver Driver { get; init; }

    /// <summary>Gets every message inside the receive loops; null (the default) to accept and pull.</summary>
    public IMessageHandler? Handler { get; init; }

    /// <summary>How the peer's requests are answered; by default nobody answers them.</summary>
    public RequestOptions Requests { get; init; } = new();

    /// <summary>Speaks TLS; null (the default) for plain TCP. The TLS handshake is part of <see cref="ConnectionLimits.HandshakeTimeout"/>.</summary>
    public TlsServerOptions? Tls { get; init; }

    /// <summary>
    /// Decides who is let in; null (the default) for everybody. <see cref="TokenList"/> has one for fixed tokens. Addresses
    /// that keep failing have to wait: <see cref="ListenLimits.MaxFailedAttempts"/>.
    /// </summary>
    public Authenticate? Authenticate { get; init; }

    /// <summary>How sessions go on after a cut, with clients that can do so too. Null (the default) for not at all.</summary>
    public ResumeOptions? Resume { get; init; }

    /// <summary>Flow control, overflow policy and heartbeat.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>How much one connection may ask of this process.</summary>
    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>How many connections are let in.</summary>
    public ListenLimits Listen { get; init; } = new();

    /// <summary>
    /// Told of every connection that was not let in or spoke another protocol. Called on the loop that noticed it, so it
    /// must not block; what it throws is ignored. Null (the default) for nobody.
    /// </summary>
    public Action<RefusedConnection>? OnRefused { get; init; }

    /// <summary>The clock for deadlines. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(EndPoint);
        ArgumentNullException.ThrowIfNull(Session);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Requests);
        ArgumentNullException.ThrowIfNull(Listen);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (!Enum.IsDefined(Driver))
        {
            throw new ArgumentOutOfRangeException(nameof(Driver), Driver, "Not a driver.");
        }

        Tls?.Validate();
        Resume?.Validate();
        Limits.Validate();
        Requests.Validate();
        Session.Validate(Limits);
        Listen.Validate();
    }
}
