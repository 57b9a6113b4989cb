using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Receiving;

namespace Sockets.Transport.ZeroMq;

/// <summary>A socket whose messages the application takes: one message of each peer in turn.</summary>
public abstract class ZmqReceivingSocket : ZmqSocket
{
    private readonly Reader _reader;

    private protected ZmqReceivingSocket(SocketCore core)
        : base(core) => _reader = new Reader(core);

    /// <summary>Takes the next message, if there is one. It is the caller's to dispose.</summary>
    /// <param name="message">The message.</param>
    public bool TryReceive(out ZmqMessage message) => _reader.TryReceive(out message);

    /// <summary>Waits for the next message. It is the caller's to dispose. Several may wait at once.</summary>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by that.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken = default) => _reader.ReceiveAsync(cancellationToken);

    /// <summary>Waits for messages and takes as many as there are and fit: the fastest way. They are the caller's to dispose.</summary>
    /// <param name="batch">Where they are put; at least one place.</param>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by that.</param>
    /// <returns>How many there were; at least one.</returns>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask<int> ReceiveAsync(Memory<ZmqMessage> batch, CancellationToken cancellationToken = default) =>
        _reader.ReceiveAsync(batch, cancellationToken);

    /// <summary>All messages until the socket is disposed. Each is the caller's to dispose.</summary>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by that.</param>
    public IAsyncEnumerable<ZmqMessage> ReceiveAllAsync(CancellationToken cancellationToken = default) =>
        _reader.ReadAllAsync(cancellationToken);
}
