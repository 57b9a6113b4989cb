using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests;

/// <summary>What the command says to somebody who did not say what to do.</summary>
public sealed class UsageTests
{
    [Fact]
    public async Task No_arguments_print_the_usage_on_stderr_and_exit_with_2()
    {
        ToolResult result = await BuiltTool.RunAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("usage", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(result.Output);
    }
}
