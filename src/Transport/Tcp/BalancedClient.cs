using Sockets.Transport.Tcp.Internal.Balancing;

namespace Sockets.Transport.Tcp;

/// <summary>
/// Spreads messages and requests over several connections, to one server or to several. A target that is not connected is
/// skipped, and connected again in the background; one that does not accept a message is passed over. The order of messages
/// holds on each connection and not between them. Every method may be called from any thread.
/// </summary>
public sealed class BalancedClient : IAsyncDisposable
{
    private readonly BalancedClientOptions _options;
    private readonly BalancedTarget[] _targets;
    private readonly TargetPicker _picker;
    private readonly Lock _changing = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly Lazy<Task> _stopped;

    private BalancedClient(BalancedClientOptions options)
    {
        _options = options;
        _picker = new TargetPicker(options.Balancing);
        _targets = [.. options.Targets.Select(target => new BalancedTarget(target, options, OnChanged))];
        _stopped = new Lazy<Task>(StopAsync);
        _running = Task.WhenAll(_targets.Select(target => target.RunAsync(_stopping.Token)));
    }

    /// <summary>How many targets are connected now.</summary>
    public int ConnectedTargets => _picker.Connected.Length;

    /// <summary>Connects to all targets, and completes as soon as one is connected.</summary>
    /// <param name="options">Whom to reach, and how to choose among them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectionClosedException">None could be reached; the inner exceptions say why.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static async ValueTask<BalancedClient> ConnectAsync(BalancedClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        BalancedClient client = new(options);
        try
        {
            List<Exception> failures = [];
            await foreach (Task<Exception?> attempt in Task.WhenEach(client._targets.Select(static target => target.FirstAttempt))
                .WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (await attempt.ConfigureAwait(false) is not { } failure)
                {
                    return client;
                }

                failures.Add(failure);
            }

            throw new ConnectionClosedException(
                CloseReason.ConnectFailed, $"None of the {failures.Count} targets can be reached. {failures[0].Message}", new AggregateException(failures));
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Offers a message to one target after the other, beginning with the one whose turn it is, until one accepts it.</summary>
    /// <param name="message">The payload; copied before the call returns.</param>
    /// <returns>What the last one said, or <see cref="SendStatus.NotConnected"/>.</returns>
    public SendStatus TrySend(ReadOnlySpan<byte> message)
    {
        BalancedTarget[] connected = _picker.Connected;
        SendStatus status = SendStatus.NotConnected;
        int first = connected.Length == 0 ? 0 : _picker.Pick(connected);
        for (int i = 0; i < connected.Length; i++)
        {
            status = connected[(first + i) % connected.Length].TrySend(message);
            if (status is SendStatus.Sent or SendStatus.Queued or SendStatus.TooLarge)
            {
                break;
            }
        }

        return status;
    }

    /// <summary>
    /// As <see cref="TrySend"/>; where no target accepts the message at once, it waits for the one whose turn it is, and for
    /// another when that one's connection ends.
    /// </summary>
    /// <param name="message">The payload; borrowed until the task completes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        SendStatus status = cancellationToken.IsCancellationRequested ? SendStatus.NoCredit : TrySend(message.Span);
        return status is SendStatus.NoCredit or SendStatus.BackPressured
            ? WaitAsync(message, cancellationToken)
            : new ValueTask<SendStatus>(status);
    }

    /// <summary>
    /// Asks the target whose turn it is. When that one certainly has not begun the request, because it never left or because
    /// the target is leaving, the next one is asked; a request that may have been carried out is never repeated.
    /// </summary>
    /// <inheritdoc cref="MessageConnection.RequestAsync"/>
    public async ValueTask<Message> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        long since = _options.TimeProvider.GetTimestamp();
        RequestException? failure = null;
        for (int attempt = 0; attempt < _targets.Length; attempt++)
        {
            BalancedTarget[] connected = _picker.Connected;
            BalancedTarget? target = connected.Length == 0 ? null : connected[_picker.Pick(connected)];
            TimeSpan left = deadline - (attempt == 0 ? TimeSpan.Zero : _options.TimeProvider.GetElapsedTime(since));
            if (target?.Client is not { } client || (attempt > 0 && left <= TimeSpan.Zero))
            {
                continue;
            }

            try
            {
                return await target.RequestAsync(client, payload, left, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestException e) when (MayAskAnother(e))
            {
                failure = e;
            }
        }

        throw failure ?? new RequestException(RequestFailure.ConnectionLost, RequestDelivery.NotSent, "The request was not sent: no target is connected.");
    }

    /// <summary>What was counted so far, for each target in the order of the options.</summary>
    public IReadOnlyList<BalancedTargetStats> GetStats() => [.. _targets.Select(static target => target.Count())];

    /// <summary>Closes every connection in order, within its <see cref="ConnectionLimits.CloseTimeout"/>. May be called twice.</summary>
    public ValueTask DisposeAsync() => new(_stopped.Value);

    private static bool MayAskAnother(RequestException e) => e.Failure == RequestFailure.Unavailable
        || (e.Delivery == RequestDelivery.NotSent && e.Failure is (RequestFailure.ConnectionLost or RequestFailure.Refused));

    private async ValueTask<SendStatus> WaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        SendStatus status = SendStatus.NotConnected;
        for (int attempt = 0; attempt <= _targets.Length; attempt++)
        {
            BalancedTarget[] connected = _picker.Connected;
            if (connected.Length == 0)
            {
                return SendStatus.NotConnected;
            }

            status = await connected[_picker.Pick(connected)].SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (status is not (SendStatus.Closed or SendStatus.Draining or SendStatus.NotConnected))
            {
                break;
            }
        }

        return status;
    }

    private void OnChanged()
    {
        lock (_changing)
        {
            _picker.Connected = [.. _targets.Where(static target => target.Client is not null)];
        }
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }
}
