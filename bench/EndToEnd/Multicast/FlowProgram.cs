using System.Globalization;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>The C program flow.c, compiled when it first runs.</summary>
internal static class FlowProgram
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "flow");

    public static string? Absence => Command.Exists("cc") ? null : "no C compiler (cc) is installed";

    /// <summary>Compiles it, unless that was done.</summary>
    public static async Task PrepareAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Multicast", "flow.c");
        if (!File.Exists(s_program) || File.GetLastWriteTimeUtc(s_program) < File.GetLastWriteTimeUtc(source))
        {
            await Command.RunAsync(plan.Limit, cancellationToken, "sh", "-c", $"cc -O2 -o '{s_program}' '{source}' -lpthread && echo done");
        }
    }

    /// <summary>Starts to send, until it is disposed.</summary>
    public static ChildProcess Send(PassPlan plan, int port) => Command.Start(plan.Limit, Words("send", port, plan));

    /// <summary>Receives for the length of a pass.</summary>
    /// <param name="role">"receive" for what another process sends, or "both".</param>
    /// <param name="plan">How long.</param>
    /// <param name="port">The group's port.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Figures> ReceiveAsync(string role, PassPlan plan, int port, CancellationToken cancellationToken)
    {
        string said = await Command.RunAsync(plan.Limit, cancellationToken, Words(role, port, plan));
        double[] figures = [.. said.Split(' ').Select(static word => double.Parse(word, CultureInfo.InvariantCulture))];
        return MulticastFigures.Of(figures[0], figures[1], TimeSpan.FromSeconds(figures[2] / 1e9), figures[3]);
    }

    private static string[] Words(string role, int port, PassPlan plan) =>
    [
        s_program, role, GroupPort.Group.ToString(), Text(port), Text(MulticastScenario.Length),
        Text((int)plan.Warmup.TotalMilliseconds), Text((int)plan.Scored.TotalMilliseconds),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
