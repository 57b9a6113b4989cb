using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>The pulling side of a connection: an adapter over its inbox.</summary>
internal sealed class MessageReader
{
    private readonly Inbox _inbox;
    private readonly Func<TransportException> _endOfStream;
    private readonly TimeProvider _time;

    /// <summary>Makes a reader.</summary>
    /// <param name="inbox">What it reads.</param>
    /// <param name="endOfStream">Says how the connection ended, for a reader who asks beyond an orderly end.</param>
    /// <param name="time">The clock of those who wait for a while only.</param>
    public MessageReader(Inbox inbox, Func<TransportException> endOfStream, TimeProvider time)
    {
        _inbox = inbox;
        _time = time;
        _endOfStream = endOfStream;
    }

    public bool TryReceive(out Message message) => _inbox.TryTake(out message);

    public ValueTask<Message> ReceiveAsync(CancellationToken cancellationToken) =>
        _inbox.TryTake(out Message message) ? new ValueTask<Message>(message) : WaitAsync(cancellationToken);

    public async IAsyncEnumerable<Message> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_inbox.TryTake(out Message message))
            {
                yield return message;
            }

            if (await _inbox.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (_inbox.EndError is { } error)
            {
                throw error;
            }

            yield break;
        }
    }

    public ValueTask<int> ReceiveBatchAsync(Memory<Message> batch, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero);
        return ReceiveUntilAsync(batch, patience, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveUntilAsync(Memory<Message> batch, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Nothing is taken before all is there that will be, so giving up loses nothing.
        bool more = await _inbox.WaitAsync(cancellationToken).ConfigureAwait(false);
        long first = _time.GetTimestamp();
        for (TimeSpan left = patience; more && left > TimeSpan.Zero; left = patience - _time.GetElapsedTime(first))
        {
            if (_inbox.Has(batch.Length))
            {
                break;
            }

            more = await _inbox.WaitAsync(batch.Length, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), cancellationToken).ConfigureAwait(false);
        }

        int count = _inbox.Take(batch.Span);
        return count > 0 || _inbox.EndError is not { } error ? count : throw error;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message> WaitAsync(CancellationToken cancellationToken)
    {
        while (await _inbox.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_inbox.TryTake(out Message message))
            {
                return message;
            }
        }

        throw _inbox.EndError ?? _endOfStream();
    }
}
