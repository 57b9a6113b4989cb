namespace Sockets.Tools.Perf.Messages;

/// <summary>What a message of a measurement counts for.</summary>
internal enum MessagePhase : byte
{
    /// <summary>Nothing: the code is still being compiled, and the buffers grow.</summary>
    WarmUp,

    /// <summary>The figures.</summary>
    Scored,

    /// <summary>The figures, and there is none behind it.</summary>
    Last,
}
