using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Moves a clock that deadlines hang on, when the moment they began at is not known to the test.</summary>
internal static class AdvanceUntil
{
    /// <summary>Moves the clock in steps until the task is done. Returns how far it was moved, at most.</summary>
    public static async Task<TimeSpan> AdvanceUntilAsync(this ManualTime time, Task done, TimeSpan step)
    {
        long start = time.GetTimestamp();
        await Eventually.TrueAsync(
            () =>
            {
                if (!done.IsCompleted)
                {
                    time.Advance(step);
                }

                return done.IsCompleted;
            },
            "the end that the clock should bring about");
        return time.GetElapsedTime(start);
    }
}
