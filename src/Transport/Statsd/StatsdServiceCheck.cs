namespace Sockets.Transport.Statsd;

/// <summary>How a service is, for a DogStatsD server. Immutable.</summary>
public sealed record StatsdServiceCheck
{
    /// <summary>The check's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the service is. Default <see cref="StatsdServiceStatus.Ok"/>.</summary>
    public StatsdServiceStatus Status { get; init; }

    /// <summary>When it was looked at, to the second. Default null: when the server hears of it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Where. Default null: the server's own host.</summary>
    public string? Host { get; init; }

    /// <summary>Why. Line feeds become <c>\n</c>, carriage returns go. Default null.</summary>
    public string? Message { get; init; }

    /// <summary>Tags, besides those of all metrics. Default none.</summary>
    public IReadOnlyList<StatsdTag> Tags { get; init; } = [];
}
