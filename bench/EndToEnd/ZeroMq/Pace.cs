using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>What a one-way sender of ours does: warm up, mark, send and count, mark.</summary>
internal static class Pace
{
    /// <param name="end">Its order.</param>
    /// <param name="burst">Sends a payload so many times.</param>
    public static async Task RunAsync(EndContext end, Func<byte[], int, Task> burst)
    {
        OneWayPace pace = new(end);
        byte[] payload = new byte[end.Size];
        byte[] marker = new byte[OneWayPace.MarkerLength];
        while (pace.Warming)
        {
            await burst(payload, pace.Burst);
        }

        await burst(marker, 1);
        long sent = 0;
        while (pace.Scoring)
        {
            await burst(payload, pace.Burst);
            sent += pace.Burst;
        }

        await burst(marker, 1);
        pace.Finish(sent);
    }
}
