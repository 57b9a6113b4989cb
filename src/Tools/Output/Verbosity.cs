namespace Sockets.Tools.Output;

/// <summary>How much is said on standard error.</summary>
internal enum Verbosity
{
    /// <summary>Errors only.</summary>
    Quiet,

    /// <summary>Where we are, progress, and the summary.</summary>
    Normal,

    /// <summary>What was negotiated and counted, too.</summary>
    Verbose,
}
