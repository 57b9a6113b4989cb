using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sockets.Tools.Tests.Support;

/// <summary>Runs the command as its users do: as a process of its own, seen through its streams and its exit code.</summary>
internal static partial class BuiltTool
{
    private const int Interrupt = 2;
    private const nint Default = 0;
    private const nint Ignore = 1;

    static BuiltTool()
    {
        // A shell without job control starts what it puts in the background with SIGINT ignored, and the runs of the
        // command would inherit that from these tests.
        if (!OperatingSystem.IsWindows() && SetSignal(Interrupt, Default) is var before && before != Ignore)
        {
            SetSignal(Interrupt, before);
        }
    }

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

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
