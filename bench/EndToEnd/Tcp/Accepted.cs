using Sockets.EndToEnd.Harness;
using Sockets.Transport;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What the legs take for a message that is on its way, and for an ending that is none of their doing.</summary>
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

    /// <summary>Leaves a word on standard error when an answering end loses its connection other than by the asking end's leave.</summary>
    public static void Tell(CloseReason reason, Exception? error)
    {
        if (reason is not (CloseReason.PeerClose or CloseReason.LocalClose))
        {
            Console.Error.WriteLine($"the connection closed: {reason} {error?.Message}");
        }
    }
}
