using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>Sends one datagram a call, where the calls for many do not exist.</summary>
internal sealed class ManagedSender : IDatagramSender
{
    private readonly Socket _socket;
    private readonly SocketAddress _destination;

    /// <summary>Makes a sender.</summary>
    /// <param name="socket">Owned from now on.</param>
    /// <param name="destination">Where everything goes.</param>
    public ManagedSender(Socket socket, IPEndPoint destination)
    {
        _socket = socket;
        _socket.Blocking = false;
        _destination = destination.Serialize();
    }

    public long OffloadFallbacks => 0;

    public bool Offloads => false;

    public LinkResult Send(byte[] memory, ReadOnlySpan<DatagramRange> datagrams)
    {
        for (int i = 0; i < datagrams.Length; i++)
        {
            try
            {
                _socket.SendTo(memory.AsSpan(datagrams[i].Offset, datagrams[i].Length), SocketFlags.None, _destination);
            }
            catch (SocketException e)
            {
                return i > 0 ? new LinkResult(i, SocketError.Success) : new LinkResult(0, e.SocketErrorCode);
            }
            catch (ObjectDisposedException)
            {
                return new LinkResult(i, SocketError.OperationAborted);
            }
        }

        return new LinkResult(datagrams.Length, SocketError.Success);
    }

    public void WaitForRoom(TimeSpan atMost) => _socket.Poll(atMost, SelectMode.SelectWrite);

    public void Dispose() => _socket.Dispose();
}
