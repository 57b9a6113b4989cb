namespace Sockets.Tools.Output;

/// <summary>What ended a run.</summary>
internal enum RunEnd
{
    /// <summary>There was no more: the input ended, or the peer finished in order.</summary>
    Finished,

    /// <summary>As many messages as asked for.</summary>
    Count,

    /// <summary>The time asked for was over.</summary>
    Time,

    /// <summary>Nothing came for the time allowed.</summary>
    Idle,

    /// <summary>A signal.</summary>
    Signal,

    /// <summary>An error.</summary>
    Error,
}
