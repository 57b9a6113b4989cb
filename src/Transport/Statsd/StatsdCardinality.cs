namespace Sockets.Transport.Statsd;

/// <summary>How many tags the Datadog Agent adds by itself.</summary>
public enum StatsdCardinality
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of the host and the service.</summary>
    Low,

    /// <summary>Those of the pod or task as well.</summary>
    Orchestrator,

    /// <summary>Those of the container as well.</summary>
    High,
}
