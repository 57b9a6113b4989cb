using System.Globalization;
using System.Text.RegularExpressions;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>sockperf sends as fast as it can to its own server, and says how many messages a second it sent.</summary>
internal sealed partial class SockperfLeg(string name) : Leg(name)
{
    public override string? Absence => Command.Exists("sockperf") ? null : "sockperf is not installed";

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        string port = GroupPort.Free().ToString(CultureInfo.InvariantCulture);
        string group = GroupPort.Group.ToString();
        await using ChildProcess server = Command.Start(plan.Limit, "sockperf", "server", "-i", group, "-p", port, "--mc-rx-if", "127.0.0.1");
        await Task.Delay(plan.Warmup, cancellationToken);
        string said = await Command.RunAsync(
            plan.Limit, cancellationToken, "sockperf", "throughput", "-i", group, "-p", port, "--mc-tx-if", "127.0.0.1", "--mc-loopback-enable",
            "-m", MulticastScenario.Length.ToString(CultureInfo.InvariantCulture), "-t", Command.Whole(plan.Scored));
        Match rate = Rate().Match(said);
        return rate.Success
            ? new Figures
            {
                [Keys.MessagesPerSecond] = double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture),
                [Keys.BytesPerSecond] = double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture) * MulticastScenario.Length,
            }
            : throw new LegFailedException("sockperf said no rate: " + said);
    }

    [GeneratedRegex(@"Message Rate is (?<rate>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
