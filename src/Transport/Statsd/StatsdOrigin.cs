namespace Sockets.Transport.Statsd;

/// <summary>
/// Where metrics come from, for the Datadog Agent. A field that the dialect lacks is refused when the client is made.
/// Immutable.
/// </summary>
public sealed record StatsdOrigin
{
    /// <summary>
    /// The container, as the Agent wants it: <c>ci-</c> and the id, or <c>in-</c> and the inode of the control group.
    /// Default null: not said.
    /// </summary>
    public string? ContainerId { get; init; }

    /// <summary>External data, as the admission controller puts it into <c>DD_EXTERNAL_ENV</c>. Default null: not said.</summary>
    public string? ExternalData { get; init; }

    /// <summary>Which tags the Agent may add. Default null: as the Agent is set up.</summary>
    public StatsdCardinality? Cardinality { get; init; }
}
