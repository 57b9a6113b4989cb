using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Times the answers of an open loop: from when their message was due, and from when it went.</summary>
internal sealed class AnswerSink : IMeasuringSink
{
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();

    /// <summary>Nobody knows which answer is the last: who asked waits as long as it wants.</summary>
    public Task Completed => Task.CompletedTask;

    public LatencyHistogram? Times => _response;

    public long Count { get; private set; }

    public ReceiveFigures? Received => null;

    /// <summary>Without what was asked: the sender knows that.</summary>
    public RoundTripFigures RoundTrips => new()
    {
        Asked = 0,
        Answered = Count,
        Response = HistogramData.Of(_response),
        Service = HistogramData.Of(_service),
    };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        long now = stream.Now;
        Count++;
        NumberedMessage.Read(message, out MessagePhase phase);
        if (phase != MessagePhase.WarmUp && NumberedMessage.TryReadTimes(message, out long due, out long sent))
        {
            _response.Record(now - due);
            _service.Record(now - sent);
        }
    }
}
