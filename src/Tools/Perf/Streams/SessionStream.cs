using Sockets.Tools.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Streams;

/// <summary>One end of a session, as a stream: reliable, in order, held back by flow control.</summary>
internal sealed class SessionStream : IDataStream
{
    private readonly MessageConnection _connection;
    private readonly Func<Exception>? _broken;

    /// <param name="connection">The session; whoever opened it disposes it.</param>
    /// <param name="broken">What to throw when it has ended too early; null for what the session says.</param>
    public SessionStream(MessageConnection connection, Func<Exception>? broken = null)
    {
        _connection = connection;
        _broken = broken;
    }

    public string LocalEnd => _connection.LocalEndPoint?.ToString() ?? "";

    public string RemoteEnd => _connection.RemoteEndPoint?.ToString() ?? "";

    public int MaxMessageLength => _connection.MaxMessageLength;

    public long Now => MonotonicClock.Now;

    public LossFigures? Loss => null;

    public StreamCounts Counts
    {
        get
        {
            ConnectionStats stats = _connection.GetStats();
            return new StreamCounts
            {
                Sent = stats.MessagesSent,
                SendCalls = stats.SendCalls,
                ReceiveCalls = stats.ReceiveCalls,
                Stalls = stats.Stalls,
                Stalled = stats.StalledTime,
            };
        }
    }

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _connection.SendAsync(message, cancellationToken);

    public SendStatus TrySend(ReadOnlySpan<byte> message) => _connection.TrySend(message);

    public async Task FinishSendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.AcknowledgedAsync(cancellationToken);
        }
        catch (TransportException)
        {
            throw Broken();
        }
    }

    public Task FinishReceivingAsync() => Task.CompletedTask;

    public Exception Broken() => _broken?.Invoke() ?? new ConnectionClosedException(
        _connection.CloseReason, $"a data stream broke off: {Reason}{(_connection.Error is { } error ? $", {error.Message}" : "")}", _connection.Error);

    private string Reason => _connection.CloseReason == CloseReason.None ? "the other side is about to end" : _connection.CloseReason.ToString();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
