using Sockets.Transport.ZeroMq.Internal.Endpoints;
using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>The end of a socket, which cannot hang.</content>
internal sealed partial class SocketCore
{
    /// <summary>Lets what was accepted leave, for as long as the linger allows, and ends everything. May be called twice.</summary>
    public Task DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposal is null)
            {
                // Off this thread, so that the gate is not held.
                Volatile.Write(ref _disposal, Task.Run(EndAsync));
            }

            return _disposal;
        }
    }

    private async Task EndAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            GiveUpBound();
            Pattern.OnClosed();
            _readiness.Beat();
            await LingerAsync().ConfigureAwait(false);
        }
        finally
        {
            await EndPeersAsync().ConfigureAwait(false);
        }
    }

    private void GiveUpBound()
    {
        IBoundEndpoint[] bound;
        lock (_gate)
        {
            bound = [.. _bound];
        }

        Array.ForEach(bound, static endpoint => endpoint.Dispose());
    }

    private async Task EndPeersAsync()
    {
        foreach (Peer peer in _peers)
        {
            peer.Close(CloseReason.LocalClose, "the socket was disposed");
        }

        Received.Close();
        Leave();
        await _quiet.Task.ConfigureAwait(false);
        Clock.Remove(this);
        ZmqMeter.Instance.OnClosed(this);
        _stopping.Dispose();
    }

    private async Task LingerAsync()
    {
        if (Options.Linger == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.WhenAll(_peers.Select(static peer => peer.Queue.WhenEmptyAsync()))
                .WaitAsync(Options.Linger, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is dropped, and counted.
        }
    }

    private async Task UntilEndAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>One of the loops has ended; the socket itself counts as one, so that none is the last before its disposal.</summary>
    private void Leave()
    {
        lock (_gate)
        {
            if (--_running > 0)
            {
                return;
            }
        }

        _quiet.TrySetResult();
    }
}
