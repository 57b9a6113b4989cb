using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>Waiting until what was sent has left, and until it has arrived, over as many connections as that takes.</content>
internal sealed partial class MessageSession
{
    /// <summary>Completes when the kernel has taken everything that was accepted for the wire before the call, or the session has ended.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        while (await TryFlushAsync(cancellationToken).ConfigureAwait(false) is null && !IsOver)
        {
            // The next connection takes what this one did not.
        }
    }

    /// <summary>Completes when the peer has received every message that was accepted for the wire before the call.</summary>
    public async ValueTask AcknowledgedAsync(CancellationToken cancellationToken)
    {
        Task acknowledged = _acknowledgements.WaitForAsync(Lane.Sequence);
        while (!acknowledged.IsCompleted && !IsOver)
        {
            // The question goes out behind the messages, and again over the next connection if this one loses it.
            StreamPump? pump = await TryFlushAsync(cancellationToken).ConfigureAwait(false);
            if (pump is not null && !acknowledged.IsCompleted)
            {
                Say(static control => control.AskProbe(Clock()));
                await Task.WhenAny(acknowledged, pump.Closed).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await acknowledged.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the connection that there is has handed everything over; null when there is none, or it ends before.</summary>
    private async ValueTask<StreamPump?> TryFlushAsync(CancellationToken cancellationToken)
    {
        StreamPump pump;
        Task? back;
        ValueTask<bool> flushing = default;
        lock (_gate)
        {
            (pump, back) = (_pump, _back?.Task);
            if (back is null)
            {
                flushing = pump.Outbox.FlushAsync(cancellationToken);
            }
        }

        if (back is not null)
        {
            await back.WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (await flushing.ConfigureAwait(false))
        {
            return pump;
        }

        // Only then it is known whether the session goes on without it.
        await pump.Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}
