using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>What a search found, in a line.</summary>
internal static class SearchText
{
    public static string Line(SearchResult search)
    {
        int tries = search.Probes.Count(static p => p.IsConfirmation);
        int failed = search.MessagesPerSecond is null ? tries : tries - 1;
        string probes = HumanText.Count(search.Probes.Count - tries, "probe");
        string found = search switch
        {
            { MessagesPerSecond: { } rate } => $"{HumanText.MessageRate(rate)}, {HumanText.ByteRate(rate * search.MessageBytes)} "
                + $"({probes}, confirmed for the whole time{(failed > 0 ? $" after {HumanText.Count(failed, "higher rate")} that did not hold" : "")})",
            { IsComplete: false } => $"not known, the search was broken off ({probes})",
            _ when tries > 0 => $"none: {HumanText.Count(tries, "rate")} did not hold for the whole time, down to {HumanText.MessageRate(search.Probes[^1].SentMessagesPerSecond)} ({probes})",
            _ => $"none: even the slowest lost more ({probes})",
        };
        return $"highest rate with at most {FigureText.Share(search.MostLoss)} lost, {HumanText.Size(search.MessageBytes)}: {found}";
    }
}
