namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>Which kinds of sockets.</summary>
internal enum ZmqPattern
{
    /// <summary>PUSH and PULL.</summary>
    PushPull,

    /// <summary>PUB and SUB, the publisher waiting for room.</summary>
    PubSub,
}
