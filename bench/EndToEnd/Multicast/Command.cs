using System.Globalization;
using System.Text;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>Foreign programs of the multicast legs, under timeout(1), which ends them even when this program is gone.</summary>
internal static class Command
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Starts one that goes on until it is disposed.</summary>
    public static ChildProcess Start(TimeSpan allowed, params string[] words) =>
        ChildProcess.Start(words[0], "timeout", ["-k", "1", Whole(allowed), .. words], static _ => { }, static _ => { });

    /// <summary>Runs one to its end and gives what it printed.</summary>
    public static async Task<string> RunAsync(TimeSpan allowed, CancellationToken cancellationToken, params string[] words)
    {
        StringBuilder output = new();
        TaskCompletionSource<LegFailedException> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ChildProcess child = ChildProcess.Start(
            words[0], "timeout", ["-k", "1", Whole(allowed), .. words], line => output.AppendLine(line), failure => ended.TrySetResult(failure));
        LegFailedException failure = await ended.Task.WaitAsync(allowed + TimeSpan.FromSeconds(2), cancellationToken);
        return output.Length > 0 ? output.ToString() : throw failure;
    }

    public static string Whole(TimeSpan time) => ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
