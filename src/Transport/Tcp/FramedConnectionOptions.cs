using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp;

/// <summary>How a <see cref="FramedConnection"/> behaves. Immutable; share it between connections.</summary>
public sealed record FramedConnectionOptions
{
    /// <summary>Default of <see cref="SendBufferBytes"/>: 256 KiB, four of the largest batches.</summary>
    public const int DefaultSendBufferBytes = 256 * 1024;

    /// <summary>Default of <see cref="ReceiveBufferBytes"/>: 1 MiB.</summary>
    public const int DefaultReceiveBufferBytes = 1024 * 1024;

    /// <summary>How frames are told apart; it carries the longest frame accepted.</summary>
    public required FrameFormat Format { get; init; }

    /// <summary>Who runs the receive loop. Default <see cref="Tcp.Driver.Async"/>.</summary>
    public Driver Driver { get; init; }

    /// <summary>Gets every frame inside the receive loop; null (the default) to pull with ReceiveAsync.</summary>
    public IFrameHandler? Handler { get; init; }

    /// <summary>
    /// Speaks TLS where it connects; null (the default) for plain TCP. The handshake has
    /// <see cref="ConnectionLimits.HandshakeTimeout"/>.
    /// </summary>
    public TlsClientOptions? TlsClient { get; init; }

    /// <summary>Speaks TLS where it accepts; null (the default) for plain TCP.</summary>
    public TlsServerOptions? TlsServer { get; init; }

    /// <summary>
    /// Bytes that may wait for the kernel before sends are held back, headers included. Bounds the memory of the sending
    /// side together with one frame. Default 256 KiB.
    /// </summary>
    public int SendBufferBytes { get; init; } = DefaultSendBufferBytes;

    /// <summary>
    /// Bytes of frames that may wait for a reader who pulls. At this bound nothing more is received, and the peer is
    /// held back by TCP itself. One burst of at most 256 KiB, or one frame, may exceed it. Default 1 MiB.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = DefaultReceiveBufferBytes;

    /// <summary>How much the connection may ask of this process.</summary>
    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>The clock for deadlines. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal enum Side
    {
        Connects,
        Accepts,
    }

    internal void Validate(Side side)
    {
        Validate();
        if (side == Side.Connects ? TlsClient is null && TlsServer is not null : TlsServer is null && TlsClient is not null)
        {
            string have = side == Side.Connects ? nameof(TlsServer) : nameof(TlsClient);
            string need = side == Side.Connects ? nameof(TlsClient) : nameof(TlsServer);
            throw new ArgumentException($"{have} is set and {need} is not: the connection would not be encrypted. Set {need} too, or neither.");
        }
    }

    private void Validate()
    {
        ArgumentNullException.ThrowIfNull(Format);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SendBufferBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReceiveBufferBytes);
        if (!Enum.IsDefined(Driver))
        {
            throw new ArgumentOutOfRangeException(nameof(Driver), Driver, "Not a driver.");
        }

        TlsClient?.Validate();
        TlsServer?.Validate();
        Limits.Validate();
    }
}
