using Sockets.EndToEnd.Harness;
using Sockets.Transport;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What the legs take for a message that is on its way.</summary>
internal static class Accepted
{
    public static bool Is(SendStatus status) => status is SendStatus.Sent or SendStatus.Queued;

    /// <exception cref="LegFailedException">The message was not accepted.</exception>
    public static void Check(SendStatus status)
    {
        if (!Is(status))
        {
            throw new LegFailedException($"a message was not accepted: {status}");
        }
    }
}
