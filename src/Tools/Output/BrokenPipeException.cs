namespace Sockets.Tools.Output;

/// <summary>Whoever read our output has gone: a reason to stop, and no error.</summary>
internal sealed class BrokenPipeException : Exception;
