namespace Sockets.Transport.Statsd;

/// <summary>Something that happened, for the event stream of a DogStatsD server. Immutable.</summary>
public sealed record StatsdEvent
{
    /// <summary>The title. Line feeds become <c>\n</c>, carriage returns go.</summary>
    public required string Title { get; init; }

    /// <summary>The text; may be empty. Line feeds become <c>\n</c>, carriage returns go. Default empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>When it happened, to the second. Default null: when the server hears of it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Where. Default null: the server's own host.</summary>
    public string? Host { get; init; }

    /// <summary>Events with the same key are shown together. Default null.</summary>
    public string? AggregationKey { get; init; }

    /// <summary>How important. Default <see cref="StatsdPriority.Normal"/>.</summary>
    public StatsdPriority Priority { get; init; }

    /// <summary>What kind of source. Default null.</summary>
    public string? Source { get; init; }

    /// <summary>How it is shown. Default <see cref="StatsdAlert.Info"/>.</summary>
    public StatsdAlert Alert { get; init; }

    /// <summary>Tags, besides those of all metrics. Default none.</summary>
    public IReadOnlyList<StatsdTag> Tags { get; init; } = [];
}
