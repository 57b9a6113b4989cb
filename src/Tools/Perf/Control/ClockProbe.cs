namespace Sockets.Tools.Perf.Control;

/// <summary>What is your time?</summary>
internal sealed record ClockProbe : ControlMessage;
