using System.Globalization;
using System.Text.RegularExpressions;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>iperf 2 sends to its own server at a rate that it cannot reach, and says how many datagrams it sent.</summary>
internal sealed partial class Iperf2Leg(string name) : Leg(name)
{
    public override string? Absence => Command.Exists("iperf") ? null : "iperf 2 is not installed";

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        string port = GroupPort.Free().ToString(CultureInfo.InvariantCulture);
        string group = GroupPort.Group.ToString();
        await using ChildProcess server = Command.Start(plan.Limit, "iperf", "-s", "-u", "-B", group + "%lo", "-p", port);
        await Task.Delay(plan.Warmup, cancellationToken);
        string seconds = Command.Whole(plan.Scored);
        string said = await Command.RunAsync(
            plan.Limit, cancellationToken, "iperf", "-c", group, "-u", "-p", port, "-B", "127.0.0.1", "-T", "1", "-b", "100G",
            "-l", MulticastScenario.Length.ToString(CultureInfo.InvariantCulture), "-t", seconds);
        Match sent = Sent().Match(said);
        double rate = sent.Success
            ? double.Parse(sent.Groups["count"].Value, CultureInfo.InvariantCulture) / double.Parse(seconds, CultureInfo.InvariantCulture)
            : throw new LegFailedException("iperf said no count: " + said);
        return new Figures { [Keys.MessagesPerSecond] = rate, [Keys.BytesPerSecond] = rate * MulticastScenario.Length };
    }

    [GeneratedRegex("Sent (?<count>[0-9]+) datagrams", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sent();
}
