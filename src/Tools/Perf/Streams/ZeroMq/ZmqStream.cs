using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>
/// One ZeroMQ socket with its one peer, as one end of a stream. It is of no use any more when that peer has gone, though the
/// socket would wait for the next.
/// </summary>
internal abstract class ZmqStream : IDataStream
{
    private readonly ZmqSocket _socket;
    private readonly ZmqPeers _peers;
    private readonly ChannelSettings _settings;
    private readonly CancellationTokenSource _over;
    private readonly int _longest;
    private Task _reading = Task.CompletedTask;
    private int _isDisposed;
    private long _stalls;
    private long _stalledTicks;

    /// <param name="setup">The socket and what belongs to it.</param>
    protected ZmqStream(ZmqStreamSetup setup)
    {
        _socket = setup.Socket;
        _peers = setup.Peers;
        _settings = setup.Settings;
        _longest = setup.LongestPayload;
        _over = CancellationTokenSource.CreateLinkedTokenSource(setup.Peers.Deserted);
        Over = _over.Token;
        Sink = setup.Sink;
        LocalEnd = setup.Settings.Endpoint.Zmq!.Protocol;
    }

    public string LocalEnd { get; private set; }

    public string RemoteEnd => _settings.Listen ? _peers.LastName : _settings.Endpoint.Zmq!.Address;

    public int MaxMessageLength => _longest;

    public long Now => MonotonicClock.Now;

    public virtual LossFigures? Loss => null;

    /// <summary>What the socket has counted.</summary>
    public ZmqTraffic Traffic => _socket.GetStats().Traffic;

    public virtual StreamCounts Counts
    {
        get
        {
            ZmqTraffic traffic = Traffic;
            return new StreamCounts
            {
                Sent = traffic.Sent,
                SendCalls = traffic.SendCalls,
                Stalls = Volatile.Read(ref _stalls),
                Stalled = Stopwatch.GetElapsedTime(0, Volatile.Read(ref _stalledTicks)),
            };
        }
    }

    /// <summary>Takes what arrives.</summary>
    protected IDataSink Sink { get; }

    /// <summary>Cancelled when the peer has gone, or this end is closed.</summary>
    protected CancellationToken Over { get; }

    /// <summary>Waits for the peer at an endpoint.</summary>
    /// <returns>The port, for TCP; else 0.</returns>
    public int Bind()
    {
        string bound = _socket.Bind(_settings.Endpoint.Zmq!.Address);
        LocalEnd = $"{LocalEnd}@{bound}";
        return int.TryParse(bound.AsSpan(bound.LastIndexOf(':') + 1), out int port) ? port : 0;
    }

    /// <summary>Begins to connect to an endpoint.</summary>
    public void Connect() => _socket.Connect(_settings.Endpoint.Zmq!.Address);

    /// <summary>Waits for the peer, and begins to take what it sends.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_settings.Listen)
        {
            await _socket.WaitForPeersAsync(1, cancellationToken);
        }
        else
        {
            await ZmqConnecting.WaitAsync(_socket, _peers, _settings.ConnectTimeout, cancellationToken);
        }

        await WaitUntilHeardAsync(cancellationToken);
        _reading = Task.Run(RunReadingAsync, CancellationToken.None);
    }

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            return cancellationToken.CanBeCanceled ? SendUntilAsync(message, cancellationToken) : SendOrWaitAsync(message, Over);
        }
        catch (Exception e) when (IsEnd(e))
        {
            return new ValueTask<SendStatus>(SendStatus.Closed);
        }
    }

    public abstract SendStatus TrySend(ReadOnlySpan<byte> message);

    public virtual async Task FinishSendingAsync(CancellationToken cancellationToken) => await ZmqDraining.WaitAsync(_socket, cancellationToken);

    public virtual Task FinishReceivingAsync() => Task.CompletedTask;

    public Exception Broken() => _peers.Broken ?? new ConnectionClosedException(CloseReason.PeerClose, $"a data stream broke off: {RemoteEnd} has gone");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _peers.End();
        await _over.CancelAsync();
        await _reading;
        await _socket.DisposeAsync();
        _over.Dispose();
        _peers.Dispose();
    }

    /// <summary>Sends, or waits until there is room.</summary>
    protected abstract ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Hands what arrives to the sink, until it is cancelled.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellationToken);

    /// <summary>Waits until what is sent is wanted.</summary>
    protected virtual ValueTask WaitUntilHeardAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Whether a call failed because the peer has gone, or this end is closed.</summary>
    protected static bool IsEnd(Exception error) => error is OperationCanceledException or ObjectDisposedException;

    /// <summary>Waits for what could not be sent at once, and counts the wait.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<SendStatus> HeldBackAsync(ValueTask sending)
    {
        long since = Stopwatch.GetTimestamp();
        try
        {
            await sending;
            return SendStatus.Sent;
        }
        catch (Exception e) when (IsEnd(e))
        {
            return SendStatus.Closed;
        }
        finally
        {
            CountStall(since);
        }
    }

    /// <summary>Waits for what could not be sent at once, and counts the wait.</summary>
    /// <param name="sending">What is waited for.</param>
    /// <param name="statusOf">What its result means.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<SendStatus> HeldBackAsync<T>(ValueTask<T> sending, Func<T, SendStatus> statusOf)
    {
        long since = Stopwatch.GetTimestamp();
        try
        {
            return statusOf(await sending);
        }
        catch (Exception e) when (IsEnd(e))
        {
            return SendStatus.Closed;
        }
        finally
        {
            CountStall(since);
        }
    }

    private async ValueTask<SendStatus> SendUntilAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Over);
        return await SendOrWaitAsync(message, either.Token);
    }

    private async Task RunReadingAsync()
    {
        Exception? error = null;
        try
        {
            await ReadAsync(Over);
        }
        catch (Exception e) when (IsEnd(e))
        {
            error = _peers.Broken;
        }
        catch (Exception e)
        {
            // What the sink cannot go on with ends the stream, as it would a session.
            error = e;
        }

        Sink.OnEnded(error);
    }

    private void CountStall(long since)
    {
        Volatile.Write(ref _stalls, _stalls + 1);
        Volatile.Write(ref _stalledTicks, _stalledTicks + Stopwatch.GetTimestamp() - since);
    }
}
