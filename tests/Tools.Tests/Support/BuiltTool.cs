using System.Diagnostics;

namespace Sockets.Tools.Tests.Support;

/// <summary>Runs the command as its users do: as a process of its own, seen through its streams and its exit code.</summary>
internal static class BuiltTool
{
    /// <summary>Runs it to its end with an empty standard input.</summary>
    public static async Task<ToolResult> RunAsync(params string[] arguments)
    {
        await using RunningTool tool = Start(arguments);
        return await tool.FinishAsync();
    }

    /// <summary>Runs it to its end with this standard input.</summary>
    public static async Task<ToolResult> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        await using RunningTool tool = Start(arguments);
        await tool.FeedAsync(input);
        return await tool.FinishAsync();
    }

    /// <summary>Starts it.</summary>
    public static RunningTool Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "sockets.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new RunningTool(Process.Start(start)!);
    }
}
