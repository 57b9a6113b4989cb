namespace Sockets.Tools.Runs;

/// <summary>What two runs have in common, figure by figure, and what the second has no more.</summary>
internal sealed class RunDiff
{
    private static readonly string[] s_ways = ["driver", "server driver"];

    public RunDiff(SavedRun before, SavedRun after)
    {
        Before = before;
        After = after;
        var figures = (
            from one in before.Tests
            from other in after.Tests
            where one.Title == other.Title
            from figure in one.Figures
            where figure.Better is not null
            select (Test: one.Title, Figure: figure, Now: other.Figures.FirstOrDefault(f => f.Path == figure.Path))).ToArray();
        Changes = [.. figures.Where(static f => f.Now is not null).Select(static f => new Change(f.Test, f.Figure, f.Now!))];
        Gone =
        [
            .. before.Tests.Select(static t => t.Title).Except(after.Tests.Select(static t => t.Title)),
            .. figures.Where(static f => f.Now is null).Select(static f => $"{f.Test}: {f.Figure.Label}"),
        ];
    }

    public SavedRun Before { get; }

    public SavedRun After { get; }

    /// <summary>The figures of tests that both runs have, which can be better or worse.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>Tests that only the first run has, and figures of the others that could be better or worse.</summary>
    public IReadOnlyList<string> Gone { get; }

    /// <summary>Tests that only the second run has.</summary>
    public IEnumerable<string> New => After.Tests.Select(static t => t.Title).Except(Before.Tests.Select(static t => t.Title));

    /// <summary>The runs that did not come to their end, and why: their figures are of less than was meant to be measured.</summary>
    public IEnumerable<(string Run, string Why)> Unfinished =>
        from run in ((string Name, SavedRun Run)[])[("the run before", Before), ("the run after", After)]
        where run.Run.Unfinished is not null
        select (run.Name, run.Run.Unfinished!);

    /// <summary>What of the machines is not the same: figures of two machines say nothing about two versions.</summary>
    public IEnumerable<(string Name, string Before, string After)> OtherMachine => Others(Before.Host, After.Host);

    /// <summary>And of the machines of the other side.</summary>
    public IEnumerable<(string Name, string Before, string After)> OtherServer => Others(Before.ServerHost, After.ServerHost);

    /// <summary>Who ran the connections, where that is not the same.</summary>
    public IEnumerable<(string Name, string Before, string After)> OtherWay => Others(Ways(Before), Ways(After));

    /// <summary>The figures that have become worse by more than this share.</summary>
    public IReadOnlyList<Change> WorseThan(double share) => [.. Changes.Where(c => c.Worse > share)];

    /// <summary>Whether the second run may stand for the first: whole, with all that the first has, and nothing worse by more than this share.</summary>
    public bool Holds(double share) => WorseThan(share).Count == 0 && Gone.Count == 0 && !Unfinished.Any();

    private static IEnumerable<(string, string)> Ways(SavedRun run) => run.Settings.Where(static setting => s_ways.Contains(setting.Name));

    private static IEnumerable<(string, string, string)> Others(IEnumerable<(string Name, string Value)> before, IEnumerable<(string Name, string Value)> after) =>
        from one in before
        join other in after on one.Name equals other.Name
        where one.Value != other.Value && one.Name != "load before"
        select (one.Name, one.Value, other.Value);
}
