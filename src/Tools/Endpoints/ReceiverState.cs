namespace Sockets.Tools.Endpoints;

/// <summary>How one of several receivers is.</summary>
internal enum ReceiverState
{
    /// <summary>It loses messages, because it cannot keep up.</summary>
    Slow,

    /// <summary>Its connection was cut, and it may come back.</summary>
    Away,

    /// <summary>It gets every message.</summary>
    Ready,

    /// <summary>Its connection broke.</summary>
    Lost,

    /// <summary>It has left before the end.</summary>
    Left,

    /// <summary>It was there until the end.</summary>
    Finished,
}
