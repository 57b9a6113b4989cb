namespace Sockets.Tools.Perf.Control;

/// <summary>The server has understood and can be reached.</summary>
/// <param name="Run">The test's name; data streams of sessions show it.</param>
/// <param name="Ports">Where the server waits for datagrams or ZeroMQ peers: a port for each stream; empty otherwise.</param>
internal sealed record Ready(string Run, IReadOnlyList<int> Ports) : ControlMessage;
