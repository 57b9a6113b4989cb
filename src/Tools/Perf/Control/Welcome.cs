namespace Sockets.Tools.Perf.Control;

/// <summary>A server that speaks the same version.</summary>
/// <param name="Protocol">The version it speaks.</param>
/// <param name="Tool">Its name and version, for people.</param>
/// <param name="Host">What it runs on.</param>
/// <param name="Driver">Who runs its connections.</param>
/// <param name="Clock">Names the clock it reads: who reads the same one is on the same host. Null where nobody knows.</param>
internal sealed record Welcome(int Protocol, string Tool, PerfHost Host, string Driver, string? Clock = null) : ControlMessage;
