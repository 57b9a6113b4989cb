using System.Diagnostics;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Pacing;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Sends numbered messages on one stream, each once. One call at a time.</summary>
internal sealed class NumberedSender
{
    private readonly IDataStream _stream;
    private readonly byte[] _message;

    /// <param name="stream">Where to.</param>
    /// <param name="size">Bytes of each message.</param>
    public NumberedSender(IDataStream stream, int size)
    {
        _stream = stream;
        _message = new byte[size];
    }

    /// <summary>How many messages were sent. Any thread may ask.</summary>
    public long Count { get; private set; }

    /// <summary>Sends for a time, as fast as the receiver grants.</summary>
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
                Check(await _stream.SendAsync(_message, CancellationToken.None));
            }
        }
    }

    /// <summary>Sends one message that says when it was due and when it went.</summary>
    /// <param name="due">When it was due, by the stream's clock.</param>
    /// <param name="phase">What it counts for.</param>
    /// <param name="asksBack">Whether it is to be sent back.</param>
    public async ValueTask SendDueAsync(long due, MessagePhase phase, bool asksBack)
    {
        NumberedMessage.Write(_message, Count, phase);
        NumberedMessage.Stamp(_message, due, _stream.Now);
        if (asksBack)
        {
            NumberedMessage.AskBack(_message);
        }

        Check(await _stream.SendAsync(_message, CancellationToken.None));
    }

    /// <summary>Sends the message after which there is none.</summary>
    public async Task SendLastAsync()
    {
        NumberedMessage.Write(_message, Count, MessagePhase.Last);
        Check(await _stream.SendAsync(_message, CancellationToken.None));
    }

    /// <summary>Offers a message that may wait or be dropped. Not for the policy that waits.</summary>
    public void Offer(MessagePhase phase)
    {
        NumberedMessage.Write(_message, Count, phase);
        Check(_stream.TrySend(_message));
    }

    private void Check(SendStatus status)
    {
        if (status is not (SendStatus.Sent or SendStatus.Queued or SendStatus.Dropped))
        {
            throw status == SendStatus.TooLarge
                ? new ToolException(
                    ExitCode.Usage,
                    $"messages of {_message.Length} bytes are too long for the other side: it takes {_stream.MaxMessageLength}",
                    "let it take more with ?maxmessage=")
                : _stream.Broken();
        }

        Count++;
    }
}
