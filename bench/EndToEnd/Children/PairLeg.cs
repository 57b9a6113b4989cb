using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Children;

/// <summary>
/// A leg of two processes of this program. Processor time is that of both, from the moment the measuring end says its
/// window begins to the moment it reports.
/// </summary>
internal sealed class PairLeg : Leg
{
    private readonly string _key;
    private readonly int _size;
    private readonly Side _measuring;

    /// <param name="name">What the table calls it.</param>
    /// <param name="key">The key of its <see cref="EndPair"/>.</param>
    /// <param name="size">The payload's length in bytes.</param>
    /// <param name="measuring">The end whose figures count.</param>
    public PairLeg(string name, string key, int size, Side measuring)
        : base(name)
    {
        _key = key;
        _size = size;
        _measuring = measuring;
    }

    /// <summary>Where its processes run. Default: wherever the scheduler puts them.</summary>
    public Placement Placement { get; init; }

    /// <summary>Why the leg cannot run here; null when it can.</summary>
    public string? AbsentBecause { get; init; }

    public override string? Absence => AbsentBecause ?? Cores.AbsenceOf(Placement);

    /// <summary>The same under another name.</summary>
    public PairLeg Again() =>
        new(NameAgain(Name), _key, _size, _measuring) { AbsentBecause = AbsentBecause, Placement = Placement };

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(plan.Limit);
        await using EndProcess listening = EndProcess.Start(Order(Side.Listen, port: 0, plan));
        string stage = "its listening end";
        try
        {
            int port = await listening.Ready.WaitAsync(limit.Token);
            await using EndProcess connecting = EndProcess.Start(Order(Side.Connect, port, plan));
            EndProcess measuring = _measuring == Side.Listen ? listening : connecting;

            stage = "the end of its warm-up";
            await ReportAsync(measuring.Scoring, listening, connecting, limit.Token);
            TimeSpan before = listening.ProcessorTime() + connecting.ProcessorTime();
            stage = "the end of its scored window";
            await ReportAsync(measuring.Finished, listening, connecting, limit.Token);
            TimeSpan used = listening.ProcessorTime() + connecting.ProcessorTime() - before;

            Figures figures = await measuring.Finished;
            if (_measuring == Side.Listen && figures.ContainsKey(Keys.Count))
            {
                stage = "the sender's count";
                Check(figures, await connecting.Finished.WaitAsync(limit.Token));
            }

            AddCost(figures, used);
            return figures;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LegFailedException(
                $"still waiting for {stage} after {plan.Limit.TotalSeconds:0.#} s. {listening.Errors}");
        }
        catch (LegFailedException failure) when (listening.Errors.Length > 0 && !failure.Message.Contains(listening.Errors))
        {
            throw new LegFailedException($"{failure.Message} Its listening end said: {listening.Errors}");
        }
    }

    private EndOrder Order(Side side, int port, PassPlan plan) =>
        new(_key, side, port, Cores.For(Placement, side), _size, plan);

    /// <summary>Waits for a report of the measuring end, and fails at once when either process ends instead.</summary>
    private static async Task ReportAsync(Task report, EndProcess one, EndProcess other, CancellationToken limit)
    {
        Task first = await Task.WhenAny(report, one.Ended, other.Ended).WaitAsync(limit);
        await first;
    }

    private static void Check(Figures received, Figures sent)
    {
        if (received[Keys.Count] != sent[Keys.Sent])
        {
            throw new LegFailedException(
                $"the count does not close: {sent[Keys.Sent]:0} sent in the scored window, {received[Keys.Count]:0} received");
        }
    }

    private static void AddCost(Figures figures, TimeSpan used)
    {
        if (figures.GetValueOrDefault(Keys.CountWhileCosting) is > 0 and double count)
        {
            figures[Keys.SecondsPerMillion] = used.TotalSeconds / count * 1e6;
        }

        if (figures.GetValueOrDefault(Keys.BytesWhileCosting) is > 0 and double bytes)
        {
            figures[Keys.SecondsPerGigabyte] = used.TotalSeconds / bytes * 1e9;
        }
    }
}
