using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>How a session for a measurement is opened.</summary>
internal sealed record LoopbackSetup
{
    public Driver Driver { get; init; } = Driver.Async;

    /// <summary>Takes what the client sends; null for a receiver that pulls.</summary>
    public IDataSink? ServerSink { get; init; }

    /// <summary>Takes what comes back; null when nothing does.</summary>
    public IDataSink? ClientSink { get; init; }

    public SessionOptions Session { get; init; } = new();

    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>How long the measurement is meant to take.</summary>
    public required MeasuringTime Time { get; init; }
}
