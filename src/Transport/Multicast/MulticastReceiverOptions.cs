using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;

namespace Sockets.Transport.Multicast;

/// <summary>What a <see cref="MulticastReceiver"/> listens to, and what it does with it. Immutable.</summary>
public sealed record MulticastReceiverOptions
{
    /// <summary>The most end points of one receiver: 20, the groups Linux lets a socket join by default.</summary>
    public const int MostEndPoints = 20;

    /// <summary>Default of <see cref="ReceiveBufferBytes"/>: 8 MiB, some 3,600 datagrams of 1,000 bytes.</summary>
    public const int DefaultReceiveBufferBytes = 8 * 1024 * 1024;

    /// <summary>The longest datagram: 65,507 bytes over IPv4.</summary>
    public const int MostDatagramLength = 65_507;

    /// <summary>
    /// The groups to join, all of one family and with one port; or one address of this machine, for unicast. Port 0 takes
    /// a free one, for a receiver that tells its senders.
    /// </summary>
    public required IReadOnlyList<IPEndPoint> EndPoints { get; init; }

    /// <summary>
    /// The interface to join on, by name or by one of its addresses. Required for groups: which interface a system takes
    /// by itself depends on its routes, and is the first cause of "nothing arrives".
    /// </summary>
    public string? Interface { get; init; }

    /// <summary>
    /// The second feed: a group, or an address, to which the sender sends everything again. Whichever copy comes first is
    /// delivered, and a number is lost only when it is lost on both. Its packets are recognised by their stream, whoever
    /// sends them, so streams need numbers of their own. Native and RTP only. Default none.
    /// </summary>
    public IPEndPoint? SecondEndPoint { get; init; }

    /// <summary>The interface of the second feed. Default: that of the first.</summary>
    public string? SecondInterface { get; init; }

    /// <summary>The only senders wanted (source-specific multicast, IGMPv3 or MLDv2). Default: any.</summary>
    public IReadOnlyList<IPAddress> Sources { get; init; } = [];

    /// <summary>What the datagrams look like. Default: our own format.</summary>
    public MulticastWire Wire { get; init; } = MulticastWire.Native;

    /// <summary>
    /// The key of the group: only what is sealed with it is received, and everything else is counted and costs nothing more.
    /// Native only. Default none: only datagrams in clear are received.
    /// </summary>
    public MulticastKey? Key { get; init; }

    /// <summary>Takes the messages on the receive thread. Default none: they wait in the queue for a reader.</summary>
    public IMulticastHandler? Handler { get; init; }

    /// <summary>The queue, for a receiver without a handler.</summary>
    public MulticastQueueOptions Queue { get; init; } = new();

    /// <summary>
    /// Bytes asked for the kernel's receive buffer, which must hold what arrives while the process is held up: a garbage
    /// collection, another process on the core. <see cref="MulticastStats"/> says what was granted. 0 keeps the system's
    /// default, some 200 KiB, which is a millisecond of a fast stream. Default 8 MiB.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = DefaultReceiveBufferBytes;

    /// <summary>Which calls are used. Default: the fastest.</summary>
    public MulticastCalls Calls { get; init; } = MulticastCalls.Fastest;

    /// <summary>
    /// Whether the kernel may merge datagrams. It costs exactness: what the socket drops is then counted in trains, so
    /// that losses are reported as unattributed. Default never.
    /// </summary>
    public MulticastTrains Trains { get; init; } = MulticastTrains.Never;

    /// <summary>How the thread waits. Default: asleep.</summary>
    public MulticastWaiting Waiting { get; init; } = MulticastWaiting.Sleep;

    /// <summary>How losses are repaired. Native only. Default not at all.</summary>
    public MulticastRepairs Repairs { get; init; }

    /// <summary>How many higher numbers make a missing one lost; 1 to 65,536. Default 1,024.</summary>
    public int ReorderWindow { get; init; } = SequenceTracker.DefaultReorder;

    /// <summary>After what time, at most twice it, a missing number is lost in any case; 10 ms to a minute. Default 1 s.</summary>
    public TimeSpan LossTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After what silence a source counts as silent: five heartbeats by default; 50 ms to an hour. Default 500 ms.</summary>
    public TimeSpan SourceTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The number every source of the native format begins with, so that what was lost before the first arrival counts;
    /// for a receiver that is there before the sender. Default: the first number that arrives.
    /// </summary>
    public long? ExpectFrom { get; init; }

    /// <summary>How many sources are known at once; more are counted and refused. At least 1. Default 64.</summary>
    public int MaxSources { get; init; } = 64;

    /// <summary>
    /// The longest message that is put together of fragments; at least 1. Default 1 MiB. Each source may have 16 messages in the
    /// making, all of them together as many bytes as <see cref="MaxSources"/> of the longest, or 16 if that is more; then the
    /// message goes of which nothing came for the longest time.
    /// </summary>
    public int MaxMessageLength { get; init; } = 1024 * 1024;

    /// <summary>The longest datagram that is not cut; 64 to 65,507. Memory for 32 of them is taken at the start. Default 2,048.</summary>
    public int MaxDatagramLength { get; init; } = 2048;

    /// <summary>
    /// Where everything received is recorded as a pcap file, with the kernel's times in nanoseconds; <see cref="DatagramRecording"/>
    /// reads it. A thread of its own writes; what it is too slow for is counted and not recorded. The stream stays the caller's and
    /// is done with when <see cref="MulticastReceiver.Ended"/> is. Default none.
    /// </summary>
    public Stream? Recording { get; init; }

    /// <summary>The clock of deadlines and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the memory of messages comes from.</summary>
    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal void Validate()
    {
        ValidateEndPoints();
        ValidateSecond();
        RequireNative(Key is null, nameof(Key));
        RequireNative(Repairs == MulticastRepairs.None, nameof(Repairs));

        Queue.Validate();
        ThrowIfNone(Wire);
        ThrowIfNone(Calls);
        ThrowIfNone(Trains);
        ThrowIfNone(Waiting);
        ArgumentOutOfRangeException.ThrowIfNegative(ReceiveBufferBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReorderWindow, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReorderWindow, SequenceTracker.MostWindow);
        ArgumentOutOfRangeException.ThrowIfLessThan(LossTimeout, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LossTimeout, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(SourceTimeout, TimeSpan.FromMilliseconds(50));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SourceTimeout, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSources);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDatagramLength, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDatagramLength, MostDatagramLength);
        if (ExpectFrom is { } first)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first, nameof(ExpectFrom));
            RequireNative(isDefault: false, nameof(ExpectFrom));
        }
    }

    private static void ThrowIfNone<T>(T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"{value} is no {typeof(T).Name}.");
        }
    }

    private void RequireNative(bool isDefault, string name)
    {
        if (!isDefault && Wire != MulticastWire.Native)
        {
            throw new ArgumentException($"{name} is for the native format: {Wire} does not have what it needs.");
        }
    }

    private void ValidateEndPoints()
    {
        ArgumentOutOfRangeException.ThrowIfZero(EndPoints.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(EndPoints.Count, MostEndPoints);
        IPEndPoint first = EndPoints[0];
        if (first.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentException($"{first} is neither IPv4 nor IPv6.");
        }

        foreach (IPEndPoint other in EndPoints)
        {
            if (other.AddressFamily != first.AddressFamily || other.Port != first.Port)
            {
                throw new ArgumentException($"{first} and {other} cannot share a receiver: its groups have one family and one port.");
            }

            if (EndPoints.Count > 1 && !DatagramOptions.IsGroup(other.Address))
            {
                throw new ArgumentException($"{other} is not a multicast group (224.0.0.0/4 or ff00::/8); several end points have to be groups.");
            }
        }

        if (!DatagramOptions.IsGroup(first.Address))
        {
            if (Sources.Count > 0)
            {
                throw new ArgumentException($"{first} is not a multicast group: only groups can be joined for named sources.");
            }

            return;
        }

        if (string.IsNullOrEmpty(Interface))
        {
            throw new ArgumentException($"To join {first.Address}, say on which interface ({nameof(Interface)}): a name like eth0, or an address of it.");
        }

        foreach (IPAddress source in Sources)
        {
            if (source.AddressFamily != first.AddressFamily || DatagramOptions.IsGroup(source))
            {
                throw new ArgumentException($"{source} cannot be a source of {first.Address}: it has to be a sender's own address of the same family.");
            }
        }
    }

    private void ValidateSecond()
    {
        if (SecondEndPoint is not { } second)
        {
            return;
        }

        if (Wire is not (MulticastWire.Native or MulticastWire.Rtp))
        {
            throw new ArgumentException($"{nameof(SecondEndPoint)} is for formats with streams and numbers: {Wire} has none.");
        }

        if (second.AddressFamily != EndPoints[0].AddressFamily)
        {
            throw new ArgumentException($"{second} cannot be the second feed of {EndPoints[0]}: both feeds have one family.");
        }

        if (DatagramOptions.IsGroup(second.Address) && (SecondInterface ?? Interface) is null)
        {
            throw new ArgumentException($"To join {second.Address}, say on which interface ({nameof(SecondInterface)}): a name like eth0, or an address of it.");
        }
    }
}
