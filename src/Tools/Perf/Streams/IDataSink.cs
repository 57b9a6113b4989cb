namespace Sockets.Tools.Perf.Streams;

/// <summary>Takes what arrives on a stream, on the thread that receives it.</summary>
internal interface IDataSink
{
    /// <summary>A message has come.</summary>
    /// <param name="stream">On which stream.</param>
    /// <param name="message">The message; borrowed for the call.</param>
    /// <param name="at">When it was sent and when it came, by the stream's clock; 0 for what the transport does not say.</param>
    void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at);

    /// <summary>Nothing more will come.</summary>
    /// <param name="error">Why, when it should not have ended.</param>
    void OnEnded(Exception? error)
    {
    }
}
