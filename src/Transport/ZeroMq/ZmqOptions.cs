using Sockets.Transport.Buffers;
using Sockets.Transport.Flow;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq;

/// <summary>How a ZeroMQ socket behaves. Immutable. Every bound holds for each peer alone.</summary>
public sealed record ZmqOptions
{
    /// <summary>Default of <see cref="SendHighWaterMark"/> and <see cref="ReceiveHighWaterMark"/>: 1,000, as ZeroMQ's.</summary>
    public const int DefaultHighWaterMark = 1000;

    /// <summary>Default of <see cref="SendHighWaterMarkBytes"/> and <see cref="ReceiveHighWaterMarkBytes"/>: 16 MiB.</summary>
    public const long DefaultHighWaterMarkBytes = 16 * 1024 * 1024;

    /// <summary>The longest that a timer can run, in whole days: 49.</summary>
    internal static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    /// <summary>Messages that may wait here for one peer; what the kernel holds comes on top. ZMQ_SNDHWM. Default 1,000.</summary>
    public int SendHighWaterMark { get; init; } = DefaultHighWaterMark;

    /// <summary>Bytes that may wait here for one peer; a longer message is taken when nothing else waits. Default 16 MiB.</summary>
    public long SendHighWaterMarkBytes { get; init; } = DefaultHighWaterMarkBytes;

    /// <summary>
    /// Messages of one peer that may wait here unread; while they do, nothing more is received from it, and TCP holds it back.
    /// ZMQ_RCVHWM. Default 1,000.
    /// </summary>
    public int ReceiveHighWaterMark { get; init; } = DefaultHighWaterMark;

    /// <summary>Bytes of one peer that may wait here unread; one message may go beyond. Default 16 MiB.</summary>
    public long ReceiveHighWaterMarkBytes { get; init; } = DefaultHighWaterMarkBytes;

    /// <summary>
    /// What a publisher does with a message for a subscriber that cannot keep up: <see cref="OverflowPolicy.DropNewest"/> (the
    /// default, and what ZeroMQ does), <see cref="OverflowPolicy.DropOldest"/>, <see cref="OverflowPolicy.Conflate"/> by topic,
    /// <see cref="OverflowPolicy.Wait"/> or <see cref="OverflowPolicy.Disconnect"/>. Sockets that do not publish wait.
    /// </summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.DropNewest;

    /// <summary>
    /// How long disposal waits for what was accepted to leave; zero throws it away at once, at most 49 days, and never for ever, so
    /// that disposal cannot hang. ZMQ_LINGER, which waits for ever by default. Default 1 s.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pause before connecting again; it doubles each time until a connection has stood for <see cref="ReconnectIntervalMax"/>, and
    /// half of it is left to chance, so that peers do not come back all at once. ZMQ_RECONNECT_IVL. Default 100 ms.
    /// </summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest pause before connecting again, and the one after a peer broke the protocol; at most 49 days.
    /// ZMQ_RECONNECT_IVL_MAX. Default 5 s.
    /// </summary>
    public TimeSpan ReconnectIntervalMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon a lost peer is noticed.</summary>
    public ZmqHeartbeat Heartbeat { get; init; } = new();

    /// <summary>How much peers may ask of this process.</summary>
    public ZmqLimits Limits { get; init; } = new();

    /// <summary>How peers prove who they are. Default <see cref="ZmqSecurity.None"/>.</summary>
    public ZmqSecurity Security { get; init; } = ZmqSecurity.None;

    /// <summary>Decides who is let in; null, the default, for everybody.</summary>
    public ZmqAuthenticate? Authenticate { get; init; }

    /// <summary>
    /// The name by which ROUTER peers know this socket, up to 255 bytes that do not begin with 0; empty, the default, to let
    /// them choose one. Only REQ, DEALER and ROUTER say it. ZMQ_ROUTING_ID.
    /// </summary>
    public ReadOnlyMemory<byte> RoutingId { get; init; }

    /// <summary>
    /// Told what happens to connections. Called on the connection's own loop, so it must not block; what it throws is ignored.
    /// Null, the default, for nobody.
    /// </summary>
    public Action<ZmqEvent>? Monitor { get; init; }

    /// <summary>The clock for deadlines and pauses. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SendHighWaterMark);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SendHighWaterMark, OverflowQueue<int>.MostMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SendHighWaterMarkBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReceiveHighWaterMark);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReceiveHighWaterMarkBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Linger, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Linger, LongestTime);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReconnectInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectIntervalMax, ReconnectInterval);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReconnectIntervalMax, LongestTime);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RoutingId.Length, Metadata.LongestIdentity, nameof(RoutingId));
        ArgumentNullException.ThrowIfNull(Heartbeat);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Security);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (Overflow is not (OverflowPolicy.DropNewest or OverflowPolicy.DropOldest or OverflowPolicy.Conflate
            or OverflowPolicy.Wait or OverflowPolicy.Disconnect))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Overflow), Overflow, "A publisher takes DropNewest, DropOldest, Conflate, Wait or Disconnect.");
        }

        if (RoutingId.Span is [0, ..])
        {
            throw new ArgumentException("A routing id does not begin with 0: those are made by ROUTER sockets.", nameof(RoutingId));
        }

        if (Security.NeedsDecision && Authenticate is null)
        {
            throw new ArgumentException("PLAIN's server side needs Authenticate to decide who is let in.", nameof(Authenticate));
        }

        Heartbeat.Validate();
        Limits.Validate();
    }
}
