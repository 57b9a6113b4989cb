using Sockets.Transport.ZeroMq.Internal;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// What all ZeroMQ sockets have: any number of endpoints, bound and connected, and the peers that come by them. There is no
/// context and no thread of its own; every method may be called from any thread.
/// </summary>
public abstract class ZmqSocket : IAsyncDisposable
{
    private protected ZmqSocket(SocketCore core) => Core = core;

    /// <summary>What kind of socket it is.</summary>
    public ZmqSocketType Type => Core.Type;

    private protected SocketCore Core { get; }

    /// <summary>Waits for peers at an endpoint.</summary>
    /// <param name="endpoint">
    /// <c>tcp://address:port</c>, where * stands for all IPv4 addresses of this host and * or 0 for any free port;
    /// <c>tcp://[::1]:port</c>; <c>ipc:///path</c>; on Linux <c>ipc://@name</c>.
    /// </param>
    /// <returns>What peers connect to, with the port that was chosen.</returns>
    /// <exception cref="ArgumentException">It is no endpoint; the text says why.</exception>
    /// <exception cref="ConnectionClosedException">The address cannot be used; the text says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public string Bind(string endpoint) => Core.Bind(endpoint);

    /// <summary>
    /// Keeps up a connection to an endpoint, which need not be there yet. Returns at once; <see cref="WaitForPeersAsync"/>
    /// waits for the first handshake, <see cref="ZmqOptions.Monitor"/> hears of every one and of every failure.
    /// </summary>
    /// <param name="endpoint"><c>tcp://host:port</c>, <c>ipc:///path</c>, on Linux <c>ipc://@name</c>.</param>
    /// <exception cref="ArgumentException">It is no endpoint; the text says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public void Connect(string endpoint) => Core.Connect(endpoint);

    /// <summary>Lets no more peers in at an endpoint; those that came by it stay.</summary>
    /// <param name="endpoint">What <see cref="Bind"/> returned.</param>
    /// <returns>Whether it was bound.</returns>
    public bool Unbind(string endpoint) => Core.Unbind(endpoint);

    /// <summary>Gives up a connection; what waits for that peer is dropped and counted.</summary>
    /// <param name="endpoint">What <see cref="Connect"/> was given.</param>
    /// <returns>Whether it was connected to.</returns>
    public bool Disconnect(string endpoint) => Core.Disconnect(endpoint);

    /// <summary>Waits until messages can flow to or from so many peers.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask WaitForPeersAsync(int count, CancellationToken cancellationToken = default) =>
        Core.WaitForPeersAsync(count, cancellationToken);

    /// <summary>What was counted since the socket was made.</summary>
    public ZmqSocketStats GetStats() => Core.GetStats();

    /// <summary>The peers that are connected now, and what was exchanged with each.</summary>
    public IReadOnlyList<ZmqPeerStats> GetPeers() => Core.GetPeers();

    /// <summary>
    /// Lets what was accepted leave, for at most <see cref="ZmqOptions.Linger"/>, and ends everything. It cannot hang, even
    /// when a peer takes nothing. Whoever waits in a call of this socket gets <see cref="ObjectDisposedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a forwarder may send this by the socket; one that is too long is counted.</summary>
    internal bool MaySend(ZmqMessage message) => Core.MaySend(message.Encoded.Length);
}
