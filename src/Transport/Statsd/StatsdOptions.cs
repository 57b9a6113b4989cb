using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Statsd;

/// <summary>How a <see cref="StatsdClient"/> behaves. Immutable.</summary>
public sealed record StatsdOptions
{
    /// <summary>Port of StatsD servers: 8125, as all of them have it.</summary>
    public const int DefaultPort = 8125;

    /// <summary>Default of <see cref="MaxPacketBytes"/> over IP: 1,432 fits Ethernet's 1,500 with IPv6, UDP and a tunnel's header.</summary>
    public const int DefaultDatagramBytes = 1432;

    /// <summary>Default of <see cref="MaxPacketBytes"/> over Unix sockets and streams: 8,192, the Datadog Agent's buffer.</summary>
    public const int DefaultLocalBytes = 8192;

    /// <summary>The largest packet: what a UDP datagram over IPv4 holds.</summary>
    public const int LargestPacketBytes = 65_507;

    /// <summary>Default of <see cref="SamplesPerFlush"/>: 1,024.</summary>
    public const int DefaultSamples = 1024;

    /// <summary>Default of <see cref="QueueBytes"/>: 256 KiB.</summary>
    public const int DefaultQueueBytes = 256 * 1024;

    /// <summary>Where the server is: an <see cref="IPEndPoint"/>, a <see cref="DnsEndPoint"/>, or a Unix socket's path.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>How packets travel. Default <see cref="StatsdTransport.Udp"/>.</summary>
    public StatsdTransport Transport { get; init; }

    /// <summary>
    /// How a stream's packets are told apart. Default null: by length for a Unix stream to a DogStatsD server, else by
    /// line feed; datagrams need nothing.
    /// </summary>
    public StatsdFraming? Framing { get; init; }

    /// <summary>What the server understands. Default <see cref="StatsdDialect.Etsy"/>, which is right on every server.</summary>
    public StatsdDialect Dialect { get; init; } = StatsdDialect.Etsy;

    /// <summary>Stands in front of every name, with a dot between. Default empty: nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Tags of every metric; a metric's own tag of the same key wins. Default none.</summary>
    public IReadOnlyList<StatsdTag> Tags { get; init; } = [];

    /// <summary>Where metrics come from, for the Datadog Agent. Default: not said.</summary>
    public StatsdOrigin Origin { get; init; } = new();

    /// <summary>What happens to illegal characters in names and tags. Default <see cref="StatsdNamePolicy.Reject"/>.</summary>
    public StatsdNamePolicy Names { get; init; }

    /// <summary>What happens when the dialect lacks a type. Default <see cref="StatsdUnsupported.Throw"/>.</summary>
    public StatsdUnsupported Unsupported { get; init; }

    /// <summary>
    /// How often values are sent; 10 ms to 1 min. Should divide the server's own interval (10 s), or its sums are uneven.
    /// Default 1 s.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest packet in bytes; 64 to 65,507. Longer than the path's MTU costs fragments, and with one of them the
    /// whole packet is lost. Default null: 1,432 over UDP, else 8,192.
    /// </summary>
    public int? MaxPacketBytes { get; init; }

    /// <summary>
    /// Values that each timer, histogram and distribution keeps until the next flush (8 bytes each; threads that record at
    /// the same moment have up to four times as much); beyond it a fair sample is sent with its true rate where the
    /// dialect can say one. Default 1,024.
    /// </summary>
    public int SamplesPerFlush { get; init; } = DefaultSamples;

    /// <summary>Bytes of single metrics, events and checks that wait for the next flush. Default 256 KiB.</summary>
    public int QueueBytes { get; init; } = DefaultQueueBytes;

    /// <summary>
    /// How long a <see cref="StatsdClient.FlushAsync"/> and a disposal last at most; from half of it on packets leave faster,
    /// as it is better that a server may lose some than that they never leave. Default 1 s.
    /// </summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a host name is looked up again, beside the flush; for streams, at each connect. Default 30 s. While it has no
    /// address yet it is looked up after 50 ms, doubling to 5 s.
    /// </summary>
    public TimeSpan ResolveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal Func<string, Task<IPAddress[]>> Resolve { get; init; } = static host => Dns.GetHostAddressesAsync(host);

    internal StatsdFraming ActualFraming => Transport switch
    {
        StatsdTransport.Udp or StatsdTransport.UnixDatagram => StatsdFraming.Datagram,
        StatsdTransport.UnixStream => Framing ?? (Dialect.TagStyle == StatsdTagStyle.DogStatsd ? StatsdFraming.Length32 : StatsdFraming.LineFeed),
        _ => Framing ?? StatsdFraming.LineFeed,
    };

    internal int ActualPacketBytes => MaxPacketBytes ?? (Transport == StatsdTransport.Udp ? DefaultDatagramBytes : DefaultLocalBytes);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(EndPoint);
        ArgumentNullException.ThrowIfNull(Dialect);
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentNullException.ThrowIfNull(Tags);
        ArgumentNullException.ThrowIfNull(Origin);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(FlushInterval, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FlushInterval, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(ActualPacketBytes, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ActualPacketBytes, LargestPacketBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SamplesPerFlush);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(FlushTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResolveInterval, TimeSpan.Zero);
        bool isUnix = Transport is StatsdTransport.UnixDatagram or StatsdTransport.UnixStream;
        if (isUnix != EndPoint is UnixDomainSocketEndPoint)
        {
            throw new ArgumentException(
                $"{Transport} does not go to {EndPoint}: {(isUnix ? "give a UnixDomainSocketEndPoint" : "give an IPEndPoint or a DnsEndPoint")}.");
        }

        bool isDatagram = Transport is StatsdTransport.Udp or StatsdTransport.UnixDatagram;
        if (Framing is { } framing && (framing == StatsdFraming.Datagram) != isDatagram)
        {
            throw new ArgumentException($"{Transport} cannot be framed as {framing}: leave {nameof(Framing)} out.");
        }
    }
}
