namespace Sockets.Tools.Runs;

/// <summary>What two runs have in common, figure by figure.</summary>
internal sealed class RunDiff
{
    public RunDiff(SavedRun before, SavedRun after)
    {
        Before = before;
        After = after;
        Changes =
        [
            .. from one in before.Tests
               from other in after.Tests
               where one.Title == other.Title
               from figure in one.Figures
               where figure.Better is not null
               let now = other.Figures.FirstOrDefault(f => f.Path == figure.Path)
               where now is not null
               select new Change(one.Title, figure, now),
        ];
    }

    public SavedRun Before { get; }

    public SavedRun After { get; }

    /// <summary>The figures of tests that both runs have, which can be better or worse.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>Tests that only the first run has.</summary>
    public IEnumerable<string> Gone => Before.Tests.Select(static t => t.Title).Except(After.Tests.Select(static t => t.Title));

    /// <summary>Tests that only the second run has.</summary>
    public IEnumerable<string> New => After.Tests.Select(static t => t.Title).Except(Before.Tests.Select(static t => t.Title));

    /// <summary>What of the machines is not the same: figures of two machines say nothing about two versions.</summary>
    public IEnumerable<(string Name, string Before, string After)> OtherMachine =>
        from one in Before.Host
        join other in After.Host on one.Name equals other.Name
        where one.Value != other.Value && one.Name != "load before"
        select (one.Name, one.Value, other.Value);

    /// <summary>The figures that have become worse by more than this share.</summary>
    public IReadOnlyList<Change> WorseThan(double share) => [.. Changes.Where(c => c.Worse > share)];
}
