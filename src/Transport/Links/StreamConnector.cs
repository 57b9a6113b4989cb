using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>Makes connections.</summary>
internal static class StreamConnector
{
    /// <summary>How the connecting waits.</summary>
    internal enum Wait
    {
        /// <summary>For the runtime's event loop, which from then on hears of everything that arrives.</summary>
        Awaited,

        /// <summary>
        /// In a thread for the purpose. The event loop never hears of the socket; otherwise it would be woken by every burst
        /// for a link that does not need it (measured: a round trip on one core takes 14.5 us instead of 12).
        /// </summary>
        Blocking,
    }

    /// <summary>
    /// Connects a socket and makes a link of it; a host name is tried at each of its addresses in the order the resolver
    /// gives. A socket that cannot be made at one of them, and a peer that has left before its address was read, are failed
    /// attempts like any other.
    /// </summary>
    /// <param name="endPoint">Whom to reach.</param>
    /// <param name="wait">How to wait.</param>
    /// <param name="makeLink">What the connected socket becomes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectionClosedException">Nobody could be reached.</exception>
    public static async ValueTask<T> ConnectAsync<T>(EndPoint endPoint, Wait wait, Func<Socket, T> makeLink, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (EndPoint candidate in await ResolveAsync(endPoint, cancellationToken).ConfigureAwait(false))
        {
            Socket? socket = null;
            try
            {
                socket = SocketOptions.NewStream(candidate);
                if (wait == Wait.Awaited)
                {
                    await socket.ConnectAsync(candidate, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await ConnectInThreadAsync(socket, candidate, cancellationToken).ConfigureAwait(false);
                }

                SocketOptions.Tune(socket);
                return makeLink(socket);
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                last = e;
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw Unreachable(endPoint, last!);
    }

    private static async Task ConnectInThreadAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Factory.StartNew(Connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);

            // The cancellation may have closed what had just been connected.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The connecting was cancelled.", e, cancellationToken);
        }

        void Connect()
        {
            // Closing is what wakes a thread that is connecting.
            using CancellationTokenRegistration closing = cancellationToken.UnsafeRegister(
                static socket => ((Socket)socket!).Dispose(), socket);
            socket.Connect(endPoint);
        }
    }

    private static async ValueTask<EndPoint[]> ResolveAsync(EndPoint endPoint, CancellationToken cancellationToken) => endPoint is DnsEndPoint name
        ? Array.ConvertAll(await HostLookup.ResolveAsync(name, cancellationToken).ConfigureAwait(false), address => (EndPoint)new IPEndPoint(address, name.Port))
        : [endPoint];

    private static ConnectionClosedException Unreachable(EndPoint endPoint, Exception error)
    {
        string target = endPoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : endPoint.ToString()!;
        string hint = (error as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nobody listens there: start the listening side first, or check the port",
            SocketError.TimedOut => "no answer: check the address and the firewall",
            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => "this host has no way to such an address",
            _ when endPoint is UnixDomainSocketEndPoint => $"{error.Message}: check the path and who may open it",
            _ => error.Message,
        };
        return new ConnectionClosedException(CloseReason.ConnectFailed, $"Cannot connect to {target}: {hint}.", error);
    }
}
