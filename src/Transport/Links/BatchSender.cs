using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using static Sockets.Transport.Links.LibcDatagrams;

namespace Sockets.Transport.Links;

/// <summary>
/// Sends many datagrams with one call. Where their lengths allow it, they go to the kernel as one train that it cuts
/// itself (UDP_SEGMENT), which saves most of the way through the network stack. A device or kernel that cannot do that
/// says so once, and is not asked again.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class BatchSender : IDatagramSender
{
    /// <summary>Bytes per train: the longest datagram that IPv4 carries.</summary>
    private const int MostTrainBytes = 65_507;

    private const int ControlLength = 32;

    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly byte[] _destination;
    private readonly byte[] _control;
    private readonly IoVector[] _vectors;
    private readonly BatchHeader[] _headers;

    /// <summary>Makes a sender.</summary>
    /// <param name="socket">Owned from now on.</param>
    /// <param name="destination">Where everything goes.</param>
    /// <param name="offload">Whether trains may be left to the kernel to cut.</param>
    public BatchSender(Socket socket, IPEndPoint destination, bool offload)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        Offloads = offload;
        SocketAddress address = destination.Serialize();
        _destination = GC.AllocateArray<byte>(address.Size, pinned: true);
        address.Buffer.Span[..address.Size].CopyTo(_destination);
        _control = GC.AllocateArray<byte>(ControlLength, pinned: true);
        _vectors = GC.AllocateArray<IoVector>(IDatagramSender.MostPerCall, pinned: true);
        _headers = GC.AllocateArray<BatchHeader>(IDatagramSender.MostPerCall, pinned: true);
        for (int i = 0; i < IDatagramSender.MostPerCall; i++)
        {
            _headers[i].Message = new MessageHeader
            {
                Name = AddressOf(_destination),
                NameLength = (uint)_destination.Length,
                Vectors = (IoVector*)Unsafe.AsPointer(ref _vectors[i]),
                VectorCount = 1,
            };
        }
    }

    public long OffloadFallbacks { get; private set; }

    public bool Offloads { get; private set; }

    public LinkResult Send(byte[] memory, ReadOnlySpan<DatagramRange> datagrams)
    {
        byte* start = AddressOf(memory);
        for (int i = 0; i < datagrams.Length; i++)
        {
            _vectors[i] = new IoVector((nint)(start + datagrams[i].Offset), datagrams[i].Length);
        }

        int train = Offloads ? TrainLength(datagrams) : 0;
        if (train > 1)
        {
            LinkResult sent = SendTrain(train, datagrams[0].Length);
            if (sent.Error is not (SocketError.InvalidArgument or SocketError.MessageSize or SocketError.SocketError
                or SocketError.OperationNotSupported))
            {
                return sent;
            }

            // EINVAL: longer than the device takes, or no checksums; newer kernels say EMSGSIZE to datagrams longer than the
            // path's frames, which they would cut one by one. EIO: the device cannot checksum. Nothing was sent.
            Offloads = false;
            OffloadFallbacks++;
        }

        return LibcDatagrams.Send(
            _handle, (BatchHeader*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_headers)), datagrams.Length);
    }

    public void WaitForRoom(TimeSpan atMost) => _socket.Poll(atMost, SelectMode.SelectWrite);

    public void Dispose() => _socket.Dispose();

    /// <summary>How many from the front have one length, the last of them at most that, and fit one train.</summary>
    private static int TrainLength(ReadOnlySpan<DatagramRange> datagrams)
    {
        int segment = datagrams[0].Length;
        int total = 0;
        for (int i = 0; i < datagrams.Length; i++)
        {
            int length = datagrams[i].Length;
            if (length > segment || length == 0 || total + length > MostTrainBytes)
            {
                return i;
            }

            total += length;
            if (length < segment)
            {
                return i + 1;
            }
        }

        return datagrams.Length;
    }

    private LinkResult SendTrain(int count, int segmentLength)
    {
        MessageHeader header = new()
        {
            Name = AddressOf(_destination),
            NameLength = (uint)_destination.Length,
            Vectors = (IoVector*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_vectors)),
            VectorCount = (nuint)count,
            Control = AddressOf(_control),
            ControlLength = (nuint)ControlMessages.WriteSegmentLength(_control, segmentLength),
        };
        LinkResult sent = LibcDatagrams.Send(_handle, &header);
        return sent.Error == SocketError.Success ? new LinkResult(count, SocketError.Success) : sent;
    }

    private static byte* AddressOf(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
