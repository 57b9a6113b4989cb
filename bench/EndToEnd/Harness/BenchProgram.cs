using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Harness;

/// <summary>Runs the scenarios of one mode: tables on standard output, progress on standard error.</summary>
internal static class BenchProgram
{
    private const int Done = 0;
    private const int LegFailed = 1;
    private const int Interrupted = 130;

    /// <returns>0, or 1 when a pass failed, or 130 when interrupted. A target that is not met changes nothing.</returns>
    /// <exception cref="FormatException">A scenario that does not exist.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<Scenario> all, BenchOptions options)
    {
        IReadOnlyList<Scenario> scenarios = Select(all, options);
        using CancellationTokenSource interrupted = new();
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, interrupted);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, interrupted);

        Banner banner = Banner.Read(options);
        MarkdownReport report = new(Console.Out);
        report.Write(banner);
        Runner runner = new(options, Console.Error);
        List<ScenarioResult> results = [];
        try
        {
            foreach (Scenario scenario in scenarios)
            {
                ScenarioResult result = await runner.RunAsync(scenario, interrupted.Token);
                results.Add(result);
                report.Write(result);
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"interrupted: {results.Count} of {scenarios.Count} scenarios are whole");
        }

        SummaryTable.Write(Console.Out, results);
        if (options.JsonPath is { } path)
        {
            await JsonReport.WriteAsync(path, banner, options, results);
        }

        return interrupted.IsCancellationRequested ? Interrupted
            : results.Any(r => r.Legs.Any(l => l.Failures.Any())) ? LegFailed : Done;
    }

    private static IReadOnlyList<Scenario> Select(IReadOnlyList<Scenario> all, BenchOptions options)
    {
        if (options.Scenarios.FirstOrDefault(n => all.All(s => s.Name != n)) is { } unknown)
        {
            throw new FormatException($"unknown scenario {unknown}; there are: {string.Join(' ', all.Select(s => s.Name).Distinct())}");
        }

        return [.. all.Where(s => options.Scenarios.Count == 0 || options.Scenarios.Contains(s.Name)).Select(s => Narrow(s, options))];
    }

    private static Scenario Narrow(Scenario scenario, BenchOptions options) => options.Legs.Count == 0
        ? scenario
        : scenario with
        {
            Legs = [.. scenario.Legs.Where(leg => leg.Name == scenario.Reference
                || options.Legs.Any(part => leg.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))],
        };

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupted) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });
}
