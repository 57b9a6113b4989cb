namespace Sockets.Transport.Measurement;

/// <summary>What the epoch of a packet means for the runs of its sender.</summary>
internal enum EpochStep
{
    /// <summary>The first packet of this sender.</summary>
    First,

    /// <summary>The run goes on.</summary>
    Same,

    /// <summary>The sender began anew: the run before is closed.</summary>
    Restarted,

    /// <summary>A straggler of a run that has ended. It is not to be counted in the current one.</summary>
    Ended,
}
