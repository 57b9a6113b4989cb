using Sockets.Tools.Commands;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>A reader that pulls messages and sleeps in between: what an application that cannot keep up looks like.</summary>
internal static class SlowReading
{
    /// <summary>How slow it is: never more than 20,000 messages a second.</summary>
    public static readonly SlowReader Slowness = new(TimeSpan.FromMilliseconds(5), 100);

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
        long untilPause = Slowness.Every;
        await foreach (Message message in connection.ReadAllAsync())
        {
            using (message)
            {
                arrivals.Add(message.Span);
            }

            if (--untilPause == 0)
            {
                untilPause = Slowness.Every;
                await Task.Delay(Slowness.Pause);
            }
        }
    }
}
