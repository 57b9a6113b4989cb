namespace Sockets.EndToEnd.Harness;

/// <summary>
/// Runs scenarios pass by pass. Every pass visits every leg once, in a new random order, so that what drifts on the
/// machine drifts through all legs alike.
/// </summary>
internal sealed class Runner(BenchOptions options, TextWriter progress)
{
    private readonly Random _random = new(options.Seed);

    public async Task<ScenarioResult> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        LegResult[] results = [.. scenario.Legs.Select(leg => new LegResult(leg))];
        LegResult[] runnable = [.. results.Where(r => r.Leg.Absence is null)];
        MachineLoad load = MachineLoad.Start();
        for (int pass = 0; pass <= options.Passes; pass++)
        {
            _random.Shuffle(runnable);
            foreach (LegResult result in runnable.Where(r => !r.IsGivenUp))
            {
                PassOutcome outcome = await RunAsync(result.Leg, pass, cancellationToken);
                result.Add(outcome);
                await progress.WriteLineAsync(Describe(scenario, result.Leg, outcome));
            }
        }

        return new ScenarioResult(scenario, results, load.OthersShare());
    }

    private async Task<PassOutcome> RunAsync(Leg leg, int pass, CancellationToken cancellationToken)
    {
        try
        {
            return new PassOutcome(pass, await leg.RunPassAsync(options.Plan, cancellationToken), Failure: null);
        }
        catch (LegFailedException failure)
        {
            return new PassOutcome(pass, Figures: null, failure.Message);
        }
    }

    private string Describe(Scenario scenario, Leg leg, PassOutcome outcome)
    {
        string which = outcome.Pass == 0 ? "discarded pass" : $"pass {outcome.Pass} of {options.Passes}";
        Metric first = scenario.Metrics[0];
        string what = outcome.Figures is { } figures
            ? figures.TryGetValue(first.Key, out double value) ? $"{first.Print(value)} {first.Title}" : "too few for a figure"
            : $"FAILED: {outcome.Failure}";
        return $"{scenario.Title}: {which}: {leg.Name}: {what}";
    }
}
