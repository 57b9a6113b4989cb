namespace Sockets.Tools.Tests.Support;

/// <summary>What a run of the command left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
