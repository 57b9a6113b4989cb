using System.Text.Json;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>What became of a run that sent metrics, in words, in JSON, and as an exit code.</summary>
internal sealed record StatsdOutcome
{
    public required string Verb { get; init; }

    public required StatsdEndpoint Endpoint { get; init; }

    public required StatsdStats Stats { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What was asked for; null when nothing was.</summary>
    public double? TargetPerSecond { get; init; }

    /// <summary>What the signal ends the process with; null when there was none.</summary>
    public ExitCode? Signal { get; init; }

    /// <summary>Whether every metric was meant to arrive; a bench only counts what did not.</summary>
    public bool MustBeWhole { get; init; }

    /// <summary>Whether every call is accounted for once.</summary>
    public bool Closes => Stats.Submitted == Stats.Sent + Stats.Pending + Causes.Sum(cause => cause.Count);

    public ExitCode Code => !Closes ? ExitCode.ProtocolError
        : Signal ?? (NobodyTookAny ? ExitCode.Unreachable : MustBeWhole && Lost > 0 ? ExitCode.ProtocolError : ExitCode.Done);

    private bool NobodyTookAny => Stats.Sent == 0 && Stats.DroppedRefused + Stats.DroppedDisconnected + Stats.DroppedClosed > 0;

    /// <summary>What sampling left out is not lost: the rate in the line tells the server.</summary>
    private long Lost => Causes.Sum(cause => cause.Count) - Stats.SampledOut;

    private IReadOnlyList<(string Name, long Count)> Causes =>
    [
        ("sampled_out", Stats.SampledOut),
        ("invalid", Stats.DroppedInvalid),
        ("overflow", Stats.DroppedOverflow),
        ("too_large", Stats.DroppedTooLarge),
        ("refused", Stats.DroppedRefused),
        ("disconnected", Stats.DroppedDisconnected),
        ("closed", Stats.DroppedClosed),
    ];

    /// <summary>Says it: on standard error, or as JSON on standard output.</summary>
    public ExitCode Report(Terminal terminal, ReportSettings settings)
    {
        StatusWriter status = new(terminal.Error, settings.HasColor(terminal));
        if (settings.Mode == ReportMode.JsonDocument)
        {
            using OutputBuffer output = new(terminal.OpenOutput());
            StatsdJson.WriteLine(output, WriteJson);
        }
        else if (settings.Verbosity != Verbosity.Quiet)
        {
            status.WriteLine(Sentence());
        }

        switch (Code)
        {
            case ExitCode.Unreachable:
                status.WriteError($"nobody took it at {Endpoint.Text} ({Stats.LastError}): start the server, or check the address");
                break;
            case ExitCode.ProtocolError when Closes:
                status.WriteError($"{HumanText.Count(Lost)} of {HumanText.Count(Stats.Submitted, "metric")} got lost ({NotSent()}): {Advice()}");
                break;
            case ExitCode.ProtocolError:
                status.WriteError("the counters do not add up: this is a bug; please report it with your command line");
                break;
        }

        return Code;
    }

    private string Sentence()
    {
        string lost = NotSent();
        string rate = TargetPerSecond is { } target
            ? $", {HumanText.MessageRate(Stats.Submitted / Duration.TotalSeconds)} of {HumanText.MessageRate(target)} asked"
            : "";
        string perPacket = Stats.PacketsSent > 0 ? $", {(double)Stats.LinesSent / Stats.PacketsSent:0.0} lines a packet" : "";
        return $"{HumanText.Count(Stats.Submitted, "metric")} in {HumanText.Time(Duration)}{rate}: {HumanText.Count(Stats.Sent)} sent in "
            + $"{HumanText.Count(Stats.PacketsSent, "packet")} of {HumanText.Bytes(Stats.BytesSent)}{perPacket}"
            + (lost.Length > 0 ? $"; not sent: {lost}" : "");
    }

    private string NotSent() => string.Join(
        ", ", Causes.Where(cause => cause.Count > 0).Select(cause => $"{HumanText.Count(cause.Count)} {cause.Name.Replace('_', ' ')}"));

    private string Advice() => Stats switch
    {
        { DroppedTooLarge: > 0 } => "shorten those that fit no packet, or raise mtu",
        { DroppedInvalid: > 0 } => "a line is not empty and holds no NUL",
        _ => $"look whether the server is well ({Stats.LastError}), and send them again",
    };

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteNumber("v", ReportJson.Version);
        json.WriteString("type", "end");
        json.WriteString("tool", "sockets " + ToolVersion.Text);
        json.WriteString("verb", Verb);
        json.WriteString("endpoint", Endpoint.Text);
        json.WriteNumber("duration_ns", Duration.Ticks * 100);
        json.WriteNumber("exit_code", (int)Code);
        json.WriteNumber("submitted", Stats.Submitted);
        json.WriteNumber("sent", Stats.Sent);
        json.WriteNumber("pending", Stats.Pending);
        json.WriteStartObject("not_sent");
        foreach ((string name, long count) in Causes)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteNumber("lines", Stats.LinesSent);
        json.WriteNumber("packets", Stats.PacketsSent);
        json.WriteNumber("bytes", Stats.BytesSent);
        if (TargetPerSecond is { } target)
        {
            json.WriteNumber("target_metrics_per_second", target);
            json.WriteNumber("metrics_per_second", Stats.Submitted / Duration.TotalSeconds);
        }
    }
}
