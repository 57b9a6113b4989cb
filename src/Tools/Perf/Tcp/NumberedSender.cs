using System.Diagnostics;
using Sockets.Transport;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>Sends numbered messages as fast as the receiver grants, each once. One call at a time.</summary>
internal sealed class NumberedSender
{
    private readonly LoopbackSession _session;
    private readonly byte[] _message;

    /// <param name="session">Where to.</param>
    /// <param name="size">Bytes of each message.</param>
    public NumberedSender(LoopbackSession session, int size)
    {
        _session = session;
        _message = new byte[size];
    }

    /// <summary>How many messages were sent.</summary>
    public long Count { get; private set; }

    /// <summary>Sends for a time.</summary>
    /// <param name="length">For how long.</param>
    /// <param name="phase">What the messages count for.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task SendAsync(TimeSpan length, MessagePhase phase, CancellationToken stop)
    {
        AdaptiveStop end = new(length);
        long before = Count;
        long start = Stopwatch.GetTimestamp();
        long burst;
        while (!stop.IsCancellationRequested && (burst = end.Next(Stopwatch.GetElapsedTime(start), Count - before)) > 0)
        {
            for (; burst > 0; burst--)
            {
                NumberedMessage.Write(_message, Count, phase);
                Check(await _session.Client.SendAsync(_message, CancellationToken.None));
            }
        }
    }

    /// <summary>Sends the message after which there is none.</summary>
    public async Task SendLastAsync()
    {
        NumberedMessage.Write(_message, Count, MessagePhase.Last);
        Check(await _session.Client.SendAsync(_message, CancellationToken.None));
    }

    /// <summary>Offers a message that may wait or be dropped. Not for the policy that waits.</summary>
    public void Offer(MessagePhase phase)
    {
        NumberedMessage.Write(_message, Count, phase);
        Check(_session.Client.TrySend(_message));
    }

    private void Check(SendStatus status)
    {
        if (status is not (SendStatus.Sent or SendStatus.Queued or SendStatus.Dropped))
        {
            throw _session.Broken();
        }

        Count++;
    }
}
