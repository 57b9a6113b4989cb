using System.Runtime.CompilerServices;

namespace Sockets.Interop.Tests.Support;

/// <summary>Waits for what another program does and nobody tells: by looking again and again, for a bounded time.</summary>
internal static class Until
{
    /// <summary>Far more than anything here takes on a loaded machine with two cores: it only turns a hang into a failure.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until it holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until it holds, where looking takes a while.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < s_limit; waited += s_look)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"Did not come to hold within {s_limit}: {what}");
    }

    /// <summary>Waits until a file that a program writes has so many bytes.</summary>
    public static Task ReachesAsync(string path, long length) =>
        HoldsAsync(() => File.Exists(path) && new FileInfo(path).Length >= length, $"{path} has {length} bytes");
}
