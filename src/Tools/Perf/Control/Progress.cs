using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>What the server has counted so far.</summary>
/// <param name="Counts">Since the start.</param>
internal sealed record Progress(EndCounts Counts) : ControlMessage;
