using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// Receives one datagram a call, where the calls for many do not exist: correct, slower, and without what the kernel
/// could say about times and drops. A datagram that does not fit is seen by room for one byte more.
/// </summary>
internal sealed class ManagedReceiver : IDatagramReceiver
{
    private readonly byte[] _data;
    private readonly int _slotLength;
    private readonly SocketAddress _address;
    private int _length;

    /// <summary>Makes a receiver.</summary>
    /// <param name="socket">Owned from now on.</param>
    /// <param name="slotLength">The room for one datagram.</param>
    public ManagedReceiver(Socket socket, int slotLength)
    {
        Socket = socket;
        _slotLength = slotLength;
        _data = GC.AllocateUninitializedArray<byte>(slotLength + 1, pinned: true);
        _address = new SocketAddress(socket.AddressFamily);
    }

    public Socket Socket { get; }

    public bool HasKernelTimes => false;

    public bool HasDrops => false;

    public LinkResult Receive(ReceiveWait wait)
    {
        try
        {
            if (!Socket.Poll(wait == ReceiveWait.Brief ? MulticastSocket.LongestWaitMilliseconds * 1000 : 0, SelectMode.SelectRead))
            {
                return new LinkResult(0, SocketError.WouldBlock);
            }

            _address.Size = SocketAddress.GetMaximumAddressSize(Socket.AddressFamily);
            _length = Socket.ReceiveFrom(_data, SocketFlags.None, _address);
            return new LinkResult(1, SocketError.Success);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            // Windows throws where Linux cuts.
            _length = _slotLength + 1;
            return new LinkResult(1, SocketError.Success);
        }
        catch (SocketException e)
        {
            return new LinkResult(0, e.SocketErrorCode == SocketError.TimedOut ? SocketError.WouldBlock : e.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            return new LinkResult(0, SocketError.OperationAborted);
        }
    }

    public ReadOnlySpan<byte> Get(int index, out DatagramMeta meta)
    {
        meta = new DatagramMeta
        {
            Source = DatagramSource.Read(_address.Family, _address.Buffer.Span[.._address.Size]),
            IsTruncated = _length > _slotLength,
        };
        return _data.AsSpan(0, Math.Min(_length, _slotLength));
    }

    public bool TryReadDrops(out uint drops)
    {
        drops = 0;
        return false;
    }

    public void Dispose() => Socket.Dispose();
}
