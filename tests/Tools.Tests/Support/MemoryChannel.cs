using System.Threading.Channels;
using Sockets.Tools.Endpoints;
using Sockets.Transport;

namespace Sockets.Tools.Tests.Support;

/// <summary>A channel in memory: what is sent is kept, what is to be received is put in by the test.</summary>
internal sealed class MemoryChannel : IMessageChannel
{
    private readonly Channel<byte[]> _inbound = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<byte[]> Sent { get; } = [];

    /// <summary>What sending answers; the default takes everything.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<SendStatus>>? OnSend { get; set; }

    /// <summary>What flushing does; the default has nothing to wait for.</summary>
    public Func<CancellationToken, ValueTask>? OnFlush { get; set; }

    public Exception? ReceiveError { get; set; }

    public string LocalEnd => "memory://local";

    public string RemoteEnd => "memory://remote";

    public int MaxMessageLength { get; set; } = 1024 * 1024;

    public Task Closed => _closed.Task;

    public ChannelStats Stats { get; set; }

    public bool IsDisposed { get; private set; }

    public bool IsAborted { get; private set; }

    public MemoryChannel Receives(params ReadOnlySpan<string> messages)
    {
        foreach (string message in messages)
        {
            Put(System.Text.Encoding.UTF8.GetBytes(message));
        }

        return this;
    }

    public void Put(byte[] message) => Assert.True(_inbound.Writer.TryWrite(message));

    public MemoryChannel ThenEnds()
    {
        _inbound.Writer.Complete();
        return this;
    }

    public void Break(Exception error)
    {
        ReceiveError = error;
        _inbound.Writer.TryComplete();
        _closed.TrySetResult();
    }

    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        SendStatus status = OnSend is null ? SendStatus.Sent : await OnSend(message, cancellationToken);
        if (status == SendStatus.Sent)
        {
            Sent.Add(message.ToArray());
        }

        return status;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _inbound.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_inbound.Reader.TryRead(out byte[]? message))
            {
                return message;
            }
        }

        return ReceiveError is null ? null : throw ReceiveError;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => OnFlush?.Invoke(cancellationToken) ?? ValueTask.CompletedTask;

    public ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _closed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        IsAborted = true;
        _closed.TrySetResult();
    }

    public ChannelStats GetStats() => Stats with
    {
        Submitted = Sent.Count + Stats.Lost,
        Sent = Sent.Count,
        BytesSent = Sent.Sum(m => (long)m.Length),
    };

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
