namespace Sockets.Transport.Tcp.Internal.Balancing;

/// <summary>One target: it is connected, and connected again whenever its connection has ended.</summary>
internal sealed class BalancedTarget
{
    /// <summary>A connection that lasted so long was a good one: the pauses begin anew.</summary>
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(10);

    private readonly MessageClientOptions _options;
    private readonly BalancedClientOptions _pool;
    private readonly Action _onChanged;
    private readonly TaskCompletionSource<Exception?> _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MessageClient? _client;
    private long _sends;
    private long _sent;
    private long _notSent;
    private long _sending;
    private long _requests;
    private long _answered;
    private long _failed;
    private long _asking;
    private long _connects;
    private long _connectFailures;
    private Exception? _lastFailure;

    public BalancedTarget(MessageClientOptions options, BalancedClientOptions pool, Action onChanged)
    {
        _options = options;
        _pool = pool;
        _onChanged = onChanged;
    }

    /// <summary>Its client; null while it is not connected.</summary>
    public MessageClient? Client => Volatile.Read(ref _client);

    /// <summary>Completes when it was tried once, with what went wrong.</summary>
    public Task<Exception?> FirstAttempt => _firstAttempt.Task;

    /// <summary>Requests and sends that have not completed.</summary>
    public long Outstanding => Volatile.Read(ref _asking) + Volatile.Read(ref _sending);

    /// <summary>Keeps it connected until it is stopped; then its connection is closed in order.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await StayAsync(stopping).ConfigureAwait(false);
            _firstAttempt.TrySetResult(result: null);
        }
        catch (Exception e)
        {
            // A bug, which who disposes the client is told. Who waits for the first attempt must not wait for ever.
            _firstAttempt.TrySetResult(e);
            throw;
        }
    }

    public SendStatus TrySend(ReadOnlySpan<byte> message)
    {
        Interlocked.Increment(ref _sends);
        SendStatus status = Client?.TrySend(message) ?? SendStatus.NotConnected;
        Count(status);
        return status;
    }

    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        SendStatus status = SendStatus.Dropped;
        Interlocked.Increment(ref _sends);
        Interlocked.Increment(ref _sending);
        try
        {
            status = Client is { } client ? await client.SendAsync(message, cancellationToken).ConfigureAwait(false) : SendStatus.NotConnected;
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
            Count(status);
        }

        return status;
    }

    [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Message> RequestAsync(MessageClient client, ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _asking);
        bool answered = false;
        try
        {
            Message answer = await client.RequestAsync(payload, deadline, cancellationToken).ConfigureAwait(false);
            answered = true;
            return answer;
        }
        finally
        {
            Interlocked.Increment(ref answered ? ref _answered : ref _failed);
            Interlocked.Decrement(ref _asking);
        }
    }

    public BalancedTargetStats Count() => new()
    {
        EndPoint = _options.EndPoint,
        Connection = Client?.Connection,
        Sends = Read(ref _sends),
        Sent = Read(ref _sent),
        NotSent = Read(ref _notSent),
        Sending = Read(ref _sending),
        Requests = Read(ref _requests),
        Answered = Read(ref _answered),
        Failed = Read(ref _failed),
        Asking = Read(ref _asking),
        Connects = Read(ref _connects),
        ConnectFailures = Read(ref _connectFailures),
        LastFailure = Volatile.Read(ref _lastFailure),
    };

    private static long Read(ref long counter) => Interlocked.Read(ref counter);

    private async Task StayAsync(CancellationToken stopping)
    {
        int failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                long since = _pool.TimeProvider.GetTimestamp();
                if (await StayConnectedAsync(stopping).ConfigureAwait(false) && _pool.TimeProvider.GetElapsedTime(since) >= s_stable)
                {
                    failures = 0;
                }

                await Task.Delay(PauseAfter(failures++), _pool.TimeProvider, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }
    }

    /// <summary>One connection, from its beginning to its end; false when there was none.</summary>
    private async Task<bool> StayConnectedAsync(CancellationToken stopping)
    {
        MessageClient client;
        try
        {
            client = await MessageClient.ConnectAsync(_options, stopping).ConfigureAwait(false);
        }
        catch (TransportException e)
        {
            Interlocked.Increment(ref _connectFailures);
            Volatile.Write(ref _lastFailure, e);
            _firstAttempt.TrySetResult(e);
            return false;
        }

        await using (client.ConfigureAwait(false))
        {
            Interlocked.Increment(ref _connects);
            Volatile.Write(ref _client, client);
            _onChanged();
            _firstAttempt.TrySetResult(result: null);
            try
            {
                await client.Closed.WaitAsync(stopping).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _client, null);
                _onChanged();
            }
        }

        return true;
    }

    private TimeSpan PauseAfter(int failures)
    {
        double longest = Math.Min(_pool.LongestRetry.TotalMilliseconds, _pool.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)));
        return TimeSpan.FromMilliseconds(1 + (Random.Shared.NextDouble() * longest));
    }

    private void Count(SendStatus status) =>
        Interlocked.Increment(ref status is SendStatus.Sent or SendStatus.Queued ? ref _sent : ref _notSent);
}
