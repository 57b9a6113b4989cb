using System.Text;

namespace Sockets.Tools.Tests.Support;

/// <summary>What a run of the command left behind.</summary>
internal sealed record ToolResult(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);
}
