using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Messages;

namespace Sockets.Tools.Perf.Ends;

/// <summary>One test, as both sides agree on it. Times are nanoseconds.</summary>
internal sealed record TestPlan
{
    /// <summary>The most streams of a test.</summary>
    public const int MostStreams = 256;

    /// <summary>No stream goes faster than this: it is one message in ten nanoseconds.</summary>
    public const double MostPerSecond = 100e6;

    /// <summary>Bounds what a server is asked for by mistake: a day.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    /// <summary>A reader that pauses for longer is none.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public required PerfMode Mode { get; init; }

    public required DataFlow Flow { get; init; }

    /// <summary>Payload bytes of each message; 0 for a side that only listens: others choose.</summary>
    public required int SizeBytes { get; init; }

    public required int Streams { get; init; }

    public required long TimeNs { get; init; }

    public required long WarmupNs { get; init; }

    /// <summary>Messages a second over all streams; null when there is no rate, or one in bits.</summary>
    public double? MessagesPerSecond { get; init; }

    /// <summary>Payload bits a second over all streams.</summary>
    public double? BitsPerSecond { get; init; }

    /// <summary>How many messages are due at once, at a rate.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>Under load, every how manieth message is sent back.</summary>
    public int ReplyEvery { get; init; } = 1;

    /// <summary>A reader that pauses so long after every <see cref="ReaderEvery"/> messages; 0 for none.</summary>
    public long ReaderPauseNs { get; init; }

    public long ReaderEvery { get; init; } = 1;

    /// <summary>What has to be added to a time of the client's to have the server's.</summary>
    public ClockOffset Clock { get; init; } = new();

    /// <summary>Where datagrams go; null for other transports. Sessions, which go where the control connection went, have no plan of their own.</summary>
    public DatagramPlan? Datagrams { get; init; }

    /// <summary>The sockets of ZeroMQ; null for other transports.</summary>
    [JsonPropertyName("zeromq")]
    public ZmqPlan? ZeroMq { get; init; }

    /// <summary>Where the client waits for the server: a port for each stream; empty when nothing comes back, or it comes another way.</summary>
    public IReadOnlyList<int> ClientPorts { get; init; } = [];

    [JsonIgnore]
    public TimeSpan Time => ToTime(TimeNs);

    [JsonIgnore]
    public TimeSpan Warmup => ToTime(WarmupNs);

    [JsonIgnore]
    public TimeSpan ReaderPause => ToTime(ReaderPauseNs);

    /// <summary>The rate over all streams; null for as fast as it goes.</summary>
    [JsonIgnore]
    public Rate? Rate => MessagesPerSecond is { } messages ? new Rate(messages, RateUnit.Messages)
        : BitsPerSecond is { } bits ? new Rate(bits, RateUnit.Bits)
        : null;

    /// <summary>Messages a second on one stream, whatever unit the rate has; null for as fast as it goes.</summary>
    [JsonIgnore]
    public double? MessagesOfStream => (MessagesPerSecond ?? BitsPerSecond / (8.0 * SizeBytes)) / Streams;

    /// <summary>The rate of one stream.</summary>
    [JsonIgnore]
    public Rate? RateOfStream => Rate is { } rate ? rate with { PerSecond = rate.PerSecond / Streams } : null;

    /// <summary>Whether a side sends messages of its own accord.</summary>
    public bool Sends(Side side) => Flow == DataFlow.Both || (side == Side.Near) == (Flow == DataFlow.Up);

    /// <summary>Whether a side receives messages that the other sends of its own accord.</summary>
    public bool Receives(Side side) => Sends(side == Side.Near ? Side.Far : Side.Near);

    /// <summary>What makes the plan impossible; null when nothing does. The server trusts no client.</summary>
    public string? Fault()
    {
        int least = Rate is null ? NumberedMessage.Length : NumberedMessage.StampedLength;
        return this switch
        {
            { Streams: < 1 or > MostStreams } => $"a test has 1 to {MostStreams} streams, not {Streams}",
            { TimeNs: <= 0 } or { WarmupNs: < 0 } or { ReaderPauseNs: < 0 } => "times are not negative, and a test lasts longer than nothing",
            _ when Time > LongestTime || Warmup > LongestTime => "a test lasts a day at most",
            _ when ReaderPause > LongestPause => "a reader pauses for a minute at most",
            _ when SizeBytes < least => $"messages of {SizeBytes} bytes have no room for what is measured: at least {least}",
            { Burst: < 1 } or { ReplyEvery: < 1 } or { ReaderEvery: < 1 } => "burst and reply-every are at least 1",
            _ when ZeroMq is { } zmq && ZmqPattern.Fault(zmq.Role, Mode, Flow) is { } impossible => impossible,
            { Mode: PerfMode.UnderLoad } when Rate is null => "underload needs a rate",
            { Mode: PerfMode.PingPong } when Rate is not null => "pingpong has no rate: the next message waits for the answer",
            { Mode: PerfMode.PingPong or PerfMode.UnderLoad, Flow: not DataFlow.Up } => $"{Mode.ToString().ToLowerInvariant()} goes both ways by itself",
            { Datagrams: not null, ZeroMq: not null } => "a test has one transport",
            { Datagrams: not null, Mode: not PerfMode.Loss } => "over datagrams only loss is measured",
            { Mode: PerfMode.Loss, Datagrams: null, ZeroMq: null } => "sessions lose nothing: loss is measured over datagrams and ZeroMQ",
            _ when Rate is { } rate && !(rate.PerSecond > 0 && double.IsFinite(rate.PerSecond)) => "the rate is no number above 0",
            { MessagesOfStream: > MostPerSecond } => "the rate is more than any machine sends on a stream",
            _ when Datagrams?.Fault(Streams) is { } fault => fault,
            _ => ZeroMq?.Fault(this),
        };
    }

    private static TimeSpan ToTime(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
