using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Waits until all that a socket was given has gone.</summary>
internal static class ZmqDraining
{
    // A queue that does not get shorter for this long will not get empty.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits while it gets less.</summary>
    /// <returns>Whether nothing waits any more.</returns>
    public static async Task<bool> WaitAsync(ZmqSocket socket, CancellationToken cancellationToken)
    {
        long pending = long.MaxValue;
        TimeSpan unchanged = TimeSpan.Zero;
        while (socket.GetStats().Traffic.Pending is > 0 and long now)
        {
            if (unchanged >= s_patience)
            {
                return false;
            }

            unchanged = now < pending ? TimeSpan.Zero : unchanged + s_look;
            pending = now;
            await Task.Delay(s_look, cancellationToken);
        }

        return true;
    }
}
