using Sockets.Tools.Perf.Messages;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>A session whose reader is a slow application.</summary>
internal static class SlowReading
{
    /// <summary>Bytes of each message.</summary>
    public const int Size = 1024;

    /// <summary>Messages that the sender may have out.</summary>
    public const int WindowMessages = 128;

    /// <summary>What the window comes to on the wire: each message has a header of eight bytes.</summary>
    public const long WindowBytes = WindowMessages * (Size + ((64 * 1024) - SessionOptions.MaxFramePayload));

    /// <summary>The session, with heartbeats often enough for a second to hold some.</summary>
    public static SessionOptions Session { get; } = new()
    {
        WindowMessages = WindowMessages,
        HeartbeatInterval = TimeSpan.FromMilliseconds(50),

        // The three seconds of the default, on a machine where each side may have to wait for a core.
        DeadAfterMissed = 60,
    };

    /// <summary>Reads until the sender leaves in order.</summary>
    public static async Task ReadAsync(MessageConnection connection, Arrivals arrivals)
    {
        long untilPause = SlowApplication.Pace.Every;
        await foreach (Message message in connection.ReadAllAsync())
        {
            using (message)
            {
                arrivals.Add(message.Span);
            }

            if (--untilPause == 0)
            {
                untilPause = SlowApplication.Pace.Every;
                await Task.Delay(SlowApplication.Pace.Pause);
            }
        }
    }
}
