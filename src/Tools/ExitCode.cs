namespace Sockets.Tools;

/// <summary>What the process ends with. Scripts rely on these numbers: they do not change within a schema version.</summary>
internal enum ExitCode
{
    /// <summary>Everything that was asked for was done.</summary>
    Done = 0,

    /// <summary>An error nobody expected: a bug in this tool.</summary>
    Bug = 1,

    /// <summary>The command line, or a file it names, cannot be used.</summary>
    Usage = 2,

    /// <summary>An address cannot be resolved, bound or connected to.</summary>
    Unreachable = 3,

    /// <summary>Nothing was received, or no answer came, in time.</summary>
    NothingReceived = 4,

    /// <summary>The run was fine, an expectation was not met.</summary>
    ExpectationNotMet = 5,

    /// <summary>The peer broke the protocol, or not everything arrived that should have.</summary>
    ProtocolError = 6,

    /// <summary>The machine is not fit for it: no space left, a device that fails.</summary>
    EnvironmentNotSuitable = 7,

    /// <summary>Stopped by SIGINT, after draining.</summary>
    Interrupted = 130,

    /// <summary>Stopped by SIGTERM, after draining.</summary>
    Terminated = 143,
}
