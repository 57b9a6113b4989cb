using System.Globalization;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>The C program flow.c, compiled when the leg first runs.</summary>
internal sealed class FlowProgramLeg(string name) : Leg(name)
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "flow");

    public override string? Absence => Command.Exists("cc") ? null : "no C compiler (cc) is installed";

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        if (!File.Exists(s_program))
        {
            string source = Path.Combine(AppContext.BaseDirectory, "Multicast", "flow.c");
            await Command.RunAsync(plan.Limit, cancellationToken, "sh", "-c", $"cc -O2 -o '{s_program}' '{source}' -lpthread && echo done");
        }

        string said = await Command.RunAsync(
            plan.Limit, cancellationToken, s_program, GroupPort.Group.ToString(), Text(GroupPort.Free()), Text(MulticastScenario.Length),
            Text((int)plan.Warmup.TotalMilliseconds), Text((int)plan.Scored.TotalMilliseconds));
        double[] figures = [.. said.Split(' ').Select(static word => double.Parse(word, CultureInfo.InvariantCulture))];
        double rate = figures[0] / figures[1] * 1e9;
        return new Figures
        {
            [Keys.MessagesPerSecond] = rate,
            [Keys.BytesPerSecond] = rate * MulticastScenario.Length,
            [Keys.PerReceiverSecond] = figures[0] / figures[2] * 1e9,
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
