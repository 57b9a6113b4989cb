using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>The pulling side of a connection: an adapter over its inbox.</summary>
internal sealed class MessageReader
{
    private readonly Inbox _inbox;
    private readonly Func<TransportException> _endOfStream;

    /// <summary>Makes a reader.</summary>
    /// <param name="inbox">What it reads.</param>
    /// <param name="endOfStream">Says how the connection ended, for a reader who asks beyond an orderly end.</param>
    public MessageReader(Inbox inbox, Func<TransportException> endOfStream)
    {
        _inbox = inbox;
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
