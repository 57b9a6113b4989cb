using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>How a session for a measurement is opened.</summary>
internal sealed record LoopbackSetup
{
    public Driver Driver { get; init; } = Driver.Async;

    /// <summary>The receiver's handler; null for one that pulls.</summary>
    public IServingHandler? ServerHandler { get; init; }

    /// <summary>The sender's handler; null when nothing comes back.</summary>
    public IMessageHandler? ClientHandler { get; init; }

    public SessionOptions Session { get; init; } = new();

    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>How long the measurement is meant to take.</summary>
    public required MeasuringTime Time { get; init; }
}
