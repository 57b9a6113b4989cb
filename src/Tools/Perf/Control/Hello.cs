namespace Sockets.Tools.Perf.Control;

/// <summary>A client begins.</summary>
/// <param name="Protocol">The version it speaks.</param>
/// <param name="Tool">Its name and version, for people.</param>
internal sealed record Hello(int Protocol, string Tool) : ControlMessage;
