using Sockets.Tools.Endpoints.Units;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>Takes the messages of a socket, in batches, until it is disposed.</summary>
internal static class ZmqReading
{
    private const int Batch = 256;

    /// <summary>Takes them and pauses in between.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="take">What to do with the one frame of each.</param>
    /// <param name="pace">How it pauses; null for not at all.</param>
    /// <param name="hurry">When it pauses no more.</param>
    public static async Task RunAsync(ZmqReceivingSocket socket, Action<ReadOnlySpan<byte>> take, SlowReader? pace, CancellationToken hurry)
    {
        var batch = new ZmqMessage[pace is { } slow ? (int)slow.Every : Batch];
        long untilPause = pace?.Every ?? long.MaxValue;
        try
        {
            while (true)
            {
                int count = await socket.ReceiveAsync(batch.AsMemory(0, (int)Math.Min(batch.Length, untilPause)), CancellationToken.None);
                for (int i = 0; i < count; i++)
                {
                    take(batch[i].First);
                    batch[i].Dispose();
                }

                if (pace is { } known && (untilPause -= count) == 0)
                {
                    untilPause = known.Every;
                    await Task.Delay(known.Pause, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // That is the end.
        }
    }
}
