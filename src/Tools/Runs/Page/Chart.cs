namespace Sockets.Tools.Runs.Page;

/// <summary>A picture of a page, and the same in words and in numbers.</summary>
internal sealed record Chart
{
    public required string Title { get; init; }

    /// <summary>The picture.</summary>
    public required string Picture { get; init; }

    /// <summary>What the picture shows, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>What the colours mean, in their order; an empty text for one that the picture does not use. Nothing at all when there is one colour.</summary>
    public IReadOnlyList<string> Legend { get; init; } = [];

    /// <summary>The heads of the table with the picture's numbers.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }
}
