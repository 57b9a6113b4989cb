using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Sending;

namespace Sockets.Transport.Multicast;

/// <summary>Where a <see cref="MulticastSender"/> sends to, how, and how fast. Immutable.</summary>
public sealed record MulticastSenderOptions
{
    /// <summary>Default of <see cref="MaxDatagramLength"/> over IPv4: 1,472 bytes fill a frame of 1,500.</summary>
    public const int DefaultDatagramLength = 1472;

    /// <summary>Default of <see cref="MaxDatagramLength"/> over IPv6, whose header is longer: 1,452 bytes fill a frame of 1,500.</summary>
    public const int DefaultDatagramLength6 = 1452;

    /// <summary>Default of <see cref="QueueDatagrams"/>: 1,024.</summary>
    public const int DefaultQueueDatagrams = 1024;

    // 32 of header and, of each kind, 28 of seal, 44 of a parity's headers, 16 of a fragment's header leave something.
    private const int LeastDatagramLength = 128;
    private const int LeastWithBoth = 192;

    private readonly int? _maxDatagramLength;

    /// <summary>The group and port, or a unicast address.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>The interface to send groups on, by name or by one of its addresses. Required for a group.</summary>
    public string? Interface { get; init; }

    /// <summary>
    /// A second group, or address, that gets every datagram too, so that a receiver of both loses only what is lost twice;
    /// best over another interface. What its interface does not take is counted and not tried again. Default none.
    /// </summary>
    public IPEndPoint? SecondEndPoint { get; init; }

    /// <summary>The interface of the second feed. Default: that of the first.</summary>
    public string? SecondInterface { get; init; }

    /// <summary>What the datagrams look like. Default: our own format.</summary>
    public MulticastWire Wire { get; init; } = MulticastWire.Native;

    /// <summary>
    /// The key of the group: payloads are encrypted and whole datagrams authenticated with AES-256-GCM, which takes 28 bytes
    /// of each. Any member can forge the datagrams of any other. Native only. Default none: everything goes in clear.
    /// </summary>
    public MulticastKey? Key { get; init; }

    /// <summary>
    /// Redundancy, from which receivers compute what they miss. Messages that fit a datagram become 44 bytes shorter, because
    /// a parity has a header too. It counts for the rate. Native only. Default none.
    /// </summary>
    public MulticastParity? Parity { get; init; }

    /// <summary>
    /// How many of the datagrams sent last are kept for receivers that ask for them again (<see cref="MulticastRepairs.Requests"/>);
    /// 0 to 65,536. Each takes <see cref="MaxDatagramLength"/> bytes, all together at most 2 GB. Native only. Default 0: nothing is sent again.
    /// </summary>
    public int RepairWindow { get; init; }

    /// <summary>
    /// How much may be sent again, in percent of the bytes that are being sent; 1 to 100. What is not used is saved up for
    /// 100 ms at most, and 64 KiB at least. It counts for the rate. Default 10.
    /// </summary>
    public int RepairPercent { get; init; } = 10;

    /// <summary>The stream's number in the native format, 0 to 65,535; two senders in one process need two. Default 0.</summary>
    public int Stream { get; init; }

    /// <summary>The payload type of RTP, 0 to 127. Default 33, MPEG-TS.</summary>
    public int PayloadType { get; init; } = 33;

    /// <summary>Routers a multicast datagram may pass, 0 to 255: 0 stays on the machine, 1 (the default) on the link.</summary>
    public int TimeToLive { get; init; } = 1;

    /// <summary>Whether receivers on this machine get it too. Default on.</summary>
    public MulticastLoopback Loopback { get; init; } = MulticastLoopback.On;

    /// <summary>The code point for quality of service, 0 to 63 (RFC 2474). Default: the system's, 0.</summary>
    public int? Dscp { get; init; }

    /// <summary>
    /// Bits a second, of datagrams with the format's headers. Datagrams then leave on an absolute schedule, in bursts of at
    /// most <see cref="MaxBurst"/>. A sender that is late makes up for it at twice the rate at most, and one that fell behind
    /// by more than 10 ms starts anew. 0, the default, sends as fast as the kernel takes them.
    /// </summary>
    public long BitsPerSecond { get; init; }

    /// <summary>How many datagrams may leave back to back when there is a rate; 1 to 64. Default 8.</summary>
    public int MaxBurst { get; init; } = 8;

    /// <summary>
    /// The longest datagram, the format's header included; 128 to 65,507, and with a key and parities from 192. It should fit
    /// the path's frames: one that is cut on the way is lost with any of its pieces. Longer messages are fragmented in the
    /// native format and refused in the others. Default 1,472; 1,452 when one of the end points is IPv6.
    /// </summary>
    public int MaxDatagramLength
    {
        get => _maxDatagramLength ?? (IsIp6(EndPoint) || IsIp6(SecondEndPoint) ? DefaultDatagramLength6 : DefaultDatagramLength);
        init => _maxDatagramLength = value;
    }

    /// <summary>The longest message, which the native format fragments; at least 1. Default 1 MiB.</summary>
    public int MaxMessageLength { get; init; } = 1024 * 1024;

    /// <summary>
    /// How many datagrams may wait to be sent; 2 to 65,536. Their memory is taken at the start, at most 2 GB. Default 1,024.
    /// </summary>
    public int QueueDatagrams { get; init; } = DefaultQueueDatagrams;

    /// <summary>
    /// What happens to a message for which the queue has no room: <see cref="OverflowPolicy.DropNewest"/> (the default;
    /// counted, <see cref="SendStatus.Dropped"/>), or <see cref="OverflowPolicy.Reject"/>
    /// (<see cref="SendStatus.BackPressured"/>; it stays with the caller). <see cref="MulticastSender.SendAsync"/> waits
    /// for room in any case.
    /// </summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.DropNewest;

    /// <summary>Who sends. Default: the sender's own thread.</summary>
    public MulticastSending Sending { get; init; } = MulticastSending.Thread;

    /// <summary>Whether trains are left to the kernel to cut. Without a rate they are long, with one at most a burst. Default where possible.</summary>
    public MulticastTrains Trains { get; init; } = MulticastTrains.WherePossible;

    /// <summary>Which calls are used. Default: the fastest.</summary>
    public MulticastCalls Calls { get; init; } = MulticastCalls.Fastest;

    /// <summary>
    /// How often an idle sender of the native format says that it lives and how much it has sent, 10 ms to a minute, so
    /// that receivers see the loss of the last packets. Default 100 ms.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The clock of schedule and heartbeats.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private static bool IsIp6(IPEndPoint? endPoint) => endPoint?.AddressFamily == AddressFamily.InterNetworkV6;

    internal void Validate()
    {
        ValidateEndPoint(EndPoint, nameof(EndPoint), Interface, nameof(Interface));
        if (SecondEndPoint is { } second)
        {
            ValidateEndPoint(second, nameof(SecondEndPoint), SecondInterface ?? Interface, nameof(SecondInterface));
        }

        if (Overflow is not (OverflowPolicy.DropNewest or OverflowPolicy.Reject))
        {
            throw new ArgumentException($"{Overflow} is not a policy of a multicast sender: it takes DropNewest or Reject, and SendAsync waits.");
        }

        if (Wire != MulticastWire.Native)
        {
            RequireNative(Stream == 0, nameof(Stream));
            RequireNative(Key is null, nameof(Key));
            RequireNative(Parity is null, nameof(Parity));
            RequireNative(RepairWindow == 0, nameof(RepairWindow));
        }

        RequireRange(RepairWindow, 0, 65_536, nameof(RepairWindow));
        RequireRange(RepairPercent, 1, 100, nameof(RepairPercent));
        RequireRange(Stream, 0, ushort.MaxValue, nameof(Stream));
        RequireRange(PayloadType, 0, 127, nameof(PayloadType));
        RequireRange(TimeToLive, 0, 255, nameof(TimeToLive));
        RequireRange(Dscp ?? 0, 0, 63, nameof(Dscp));
        RequireRange(MaxBurst, 1, IDatagramSender.MostPerCall, nameof(MaxBurst));
        RequireRange(
            MaxDatagramLength,
            Key is not null && Parity is not null ? LeastWithBoth : LeastDatagramLength,
            MulticastReceiverOptions.MostDatagramLength,
            nameof(MaxDatagramLength));
        RequireRange(QueueDatagrams, 2, 65_536, nameof(QueueDatagrams));
        RequireOneBlock(QueueDatagrams, nameof(QueueDatagrams));
        RequireOneBlock(RepairWindow, nameof(RepairWindow));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageLength);
        ArgumentOutOfRangeException.ThrowIfNegative(BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatInterval, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HeartbeatInterval, TimeSpan.FromMinutes(1));
    }

    private static void ValidateEndPoint(IPEndPoint endPoint, string name, string? on, string onName)
    {
        if (endPoint.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentException($"{endPoint} is neither IPv4 nor IPv6.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(endPoint.Port, $"{name}.{nameof(endPoint.Port)}");
        if (DatagramOptions.IsGroup(endPoint.Address) && string.IsNullOrEmpty(on))
        {
            throw new ArgumentException($"To send to {endPoint.Address}, say on which interface ({onName}): a name like eth0, or an address of it.");
        }
    }

    private void RequireNative(bool isDefault, string name)
    {
        if (!isDefault)
        {
            throw new ArgumentException($"{name} is for the native format: {Wire} has none.");
        }
    }

    private void RequireOneBlock(int datagrams, string name)
    {
        if (datagrams * SendRing.SlotLength(MaxDatagramLength) > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{name} of {datagrams} and {nameof(MaxDatagramLength)} of {MaxDatagramLength} take more than 2 GB of memory: lower one of them.");
        }
    }

    private static void RequireRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}: it goes from {least} to {most}.");
        }
    }
}
