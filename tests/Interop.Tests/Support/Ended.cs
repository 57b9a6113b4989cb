using System.Text;

namespace Sockets.Interop.Tests.Support;

/// <summary>What is left of a program that has ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All it wrote on standard output.</param>
/// <param name="Said">All it wrote on standard error.</param>
internal sealed record Ended(int ExitCode, byte[] Output, string Said)
{
    /// <summary>The lines it wrote on standard error.</summary>
    public IReadOnlyList<string> Lines => Said.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);
}
