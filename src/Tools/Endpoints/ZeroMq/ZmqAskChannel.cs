using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>A socket that asks as a channel, one request at a time.</summary>
/// <param name="socket">Whoever made it disposes it too.</param>
/// <param name="peers">Who is there.</param>
/// <param name="settings">How messages have parts.</param>
internal sealed class ZmqAskChannel(ZmqRequester socket, ZmqPeers peers, ZmqSettings settings) : IRequestChannel
{
    private readonly ZmqParts _asked = new(topic: null, settings.Delimiter);
    private readonly ZmqParts _answered = new(topic: null, settings.Delimiter);
    private readonly int _longest = settings.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public required string LocalEnd { get; init; }

    public string RemoteEnd => peers.LastName;

    public int MaxMessageLength => _asked.LongestOf(_longest);

    public Task Closed => _closed.Task;

    public async ValueTask<Answer> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            using ZmqMessage answer = await socket.RequestFramesAsync(_asked.Cut(payload, _longest), limit.Token);
            Interlocked.Add(ref _bytes, payload.Length);
            return new Answer(_answered.Join(answer.GetEnumerator()).ToArray(), _answered.Lengths.ToArray());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(ExitCode.NothingReceived, $"none came in {HumanText.Time(deadline)}", innerException: e);
        }
        catch (ConnectionClosedException e)
        {
            throw new ToolException(ExitCode.ProtocolError, e.Message, innerException: e);
        }
    }

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Nothing comes but answers: this waits for the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _closed.Task.WaitAsync(cancellationToken);
        return null;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask CloseAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public void Abort() => peers.End();

    public ChannelStats GetStats() => ZmqCounts.Of(socket.GetStats()) with { BytesSent = Interlocked.Read(ref _bytes) };

    public async ValueTask DisposeAsync()
    {
        peers.End();
        await socket.DisposeAsync();
        _closed.TrySetResult();
    }
}
