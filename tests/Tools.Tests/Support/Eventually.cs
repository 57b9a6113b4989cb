using System.Diagnostics;

namespace Sockets.Tools.Tests.Support;

/// <summary>Waits for something that another thread or process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, "It did not come true in time.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
