using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>How the results of one section are shown to people, in lines of at most 80 columns.</summary>
internal interface ISectionText
{
    /// <summary>What is measured, and how.</summary>
    string Title { get; }

    /// <summary>The heads of the columns; null when each row names its figures itself.</summary>
    string? Header { get; }

    /// <summary>One result.</summary>
    IEnumerable<string> Rows(MeasurementResult result);

    /// <summary>What it comes to, in a sentence or a few of plain words, on one line. Of at least one result, and only when all is well.</summary>
    string Closing(IReadOnlyList<MeasurementResult> results);
}
