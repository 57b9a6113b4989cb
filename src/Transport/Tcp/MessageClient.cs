using System.Net;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp;

/// <summary>The connecting side of TRN1. Every method may be called from any thread.</summary>
public sealed class MessageClient : IAsyncDisposable
{
    private MessageClient(MessageConnection connection) => Connection = connection;

    /// <summary>The session.</summary>
    public MessageConnection Connection { get; }

    /// <summary>Completes with the reason when the session has ended.</summary>
    public Task<CloseReason> Closed => Connection.Closed;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="options">Whom to reach, and how to behave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectionClosedException">Nobody could be reached in time, or the server refused; the reason and the text say which.</exception>
    /// <exception cref="ProtocolViolationException">What answers there is no TRN1 server; the text says what it looks like.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static async ValueTask<MessageClient> ConnectAsync(MessageClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Reconnector? reconnector = options.Resume is null ? null : new Reconnector(options);
        IStreamLink link = await ReachAnyAsync(options, cancellationToken).ConfigureAwait(false);
        var setup = new SessionSetup
        {
            Driver = options.Driver,
            Session = options.Session,
            Limits = options.Limits,
            Handler = options.Handler,
            Requests = options.Requests,
            Resume = options.Resume,
            ReturnPath = reconnector,
            Time = options.TimeProvider,
            Pool = options.Pool,
            Credential = options.Credential,
            Identity = Guid.NewGuid(),
        };
        var connection = new MessageConnection(link, SessionRole.Client, setup, onEstablished: null, onEnded: null);
        connection.Begin();
        try
        {
            await connection.WaitEstablishedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return new MessageClient(connection);
        }
        catch
        {
            // It may have been established in the last moment, and have received something.
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="MessageConnection.TrySend(ReadOnlySpan{byte})"/>
    public SendStatus TrySend(ReadOnlySpan<byte> message) => Connection.TrySend(message);

    /// <inheritdoc cref="MessageConnection.TrySend(ulong, ReadOnlySpan{byte})"/>
    public SendStatus TrySend(ulong conflationKey, ReadOnlySpan<byte> message) => Connection.TrySend(conflationKey, message);

    /// <inheritdoc cref="MessageConnection.TrySend(ReadOnlySpan{byte}, WhenDisconnected)"/>
    public SendStatus TrySend(ReadOnlySpan<byte> message, WhenDisconnected offline) => Connection.TrySend(message, offline);

    /// <inheritdoc cref="MessageConnection.SendAsync(ReadOnlyMemory{byte}, WhenDisconnected, CancellationToken)"/>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, WhenDisconnected offline, CancellationToken cancellationToken = default) =>
        Connection.SendAsync(message, offline, cancellationToken);

    /// <inheritdoc cref="MessageConnection.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        Connection.SendAsync(message, cancellationToken);

    /// <inheritdoc cref="MessageConnection.RequestAsync"/>
    public ValueTask<Message> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Connection.RequestAsync(payload, deadline, cancellationToken);

    /// <inheritdoc cref="MessageConnection.FlushAsync"/>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => Connection.FlushAsync(cancellationToken);

    /// <inheritdoc cref="MessageConnection.AcknowledgedAsync"/>
    public ValueTask AcknowledgedAsync(CancellationToken cancellationToken = default) => Connection.AcknowledgedAsync(cancellationToken);

    /// <inheritdoc cref="MessageConnection.ReceiveAsync"/>
    public ValueTask<Message> ReceiveAsync(CancellationToken cancellationToken = default) => Connection.ReceiveAsync(cancellationToken);

    /// <inheritdoc cref="MessageConnection.ReceiveBatchAsync"/>
    public ValueTask<int> ReceiveBatchAsync(Memory<Message> batch, TimeSpan patience, CancellationToken cancellationToken = default) =>
        Connection.ReceiveBatchAsync(batch, patience, cancellationToken);

    /// <inheritdoc cref="MessageConnection.TryReceive"/>
    public bool TryReceive(out Message message) => Connection.TryReceive(out message);

    /// <inheritdoc cref="MessageConnection.ReadAllAsync"/>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) => Connection.ReadAllAsync(cancellationToken);

    /// <inheritdoc cref="MessageConnection.CloseAsync"/>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => Connection.CloseAsync(cancellationToken);

    /// <inheritdoc cref="MessageConnection.GetStats"/>
    public ConnectionStats GetStats() => Connection.GetStats();

    /// <inheritdoc cref="MessageConnection.GetRequestStats"/>
    public RequestStats GetRequestStats() => Connection.GetRequestStats();

    /// <inheritdoc cref="MessageConnection.DisposeAsync"/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async ValueTask<IStreamLink> ReachAnyAsync(MessageClientOptions options, CancellationToken cancellationToken)
    {
        EndPoint endPoint = options.EndPoint;
        for (int other = 0; ; other++)
        {
            try
            {
                return await ReachAsync(options, endPoint, cancellationToken).ConfigureAwait(false);
            }
            catch (TransportException) when (other < options.OtherEndPoints.Count)
            {
                endPoint = options.OtherEndPoints[other];
            }
        }
    }

    internal static async ValueTask<IStreamLink> ReachAsync(MessageClientOptions options, EndPoint endPoint, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        try
        {
            return await LinkFactory.ConnectAsync(endPoint, options.Driver, TlsLinks.ForClient(options.Tls, options.Pool), timeout.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionClosedException(
                CloseReason.ConnectFailed,
                $"Cannot connect to {endPoint}: no answer within {options.ConnectTimeout.TotalSeconds} s; check the address and the firewall.",
                e);
        }
    }
}
