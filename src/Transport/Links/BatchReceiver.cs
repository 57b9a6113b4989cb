using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using static Sockets.Transport.Links.LibcDatagrams;

namespace Sockets.Transport.Links;

/// <summary>
/// Receives many datagrams with one call, each with what the kernel says about it. All memory is taken and pinned when
/// it is made.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class BatchReceiver : IDatagramReceiver
{
    /// <summary>Room for everything asked of the kernel beside a datagram: 24 + 32 + 24 bytes, and spare.</summary>
    private const int ControlLength = 128;

    /// <summary>sockaddr_in6 is the longest: 28 bytes.</summary>
    private const int NameLength = 32;

    // SO_MEMINFO (asm-generic/socket.h) and the place of sk_drops in it (linux/sock_diag.h: the ninth u32).
    private const int LevelSocket = 1;
    private const int MemoryInfo = 55;
    private const int DropsOffset = 32;
    private const int MemoryInfoLength = 36;

    private readonly SafeSocketHandle _handle;
    private readonly byte[] _data;
    private readonly byte[] _names;
    private readonly byte[] _control;
    private readonly IoVector[] _vectors;
    private readonly BatchHeader[] _headers;
    private readonly byte[] _memoryInfo = new byte[MemoryInfoLength];
    private readonly int _batch;
    private readonly int _slotLength;
    private int _used;

    /// <summary>Makes a receiver.</summary>
    /// <param name="socket">A blocking socket, on which no asynchronous call was ever made; owned from now on.</param>
    /// <param name="options">What the socket was asked for.</param>
    /// <param name="batch">How many datagrams one call takes.</param>
    /// <param name="slotLength">The room for one of them, or for a merged train.</param>
    public BatchReceiver(Socket socket, DatagramOptions options, int batch, int slotLength)
    {
        Socket = socket;
        _handle = socket.SafeHandle;
        _batch = batch;
        _slotLength = slotLength;
        HasKernelTimes = options.KernelTimestamps;
        HasDrops = TryReadDrops(out _);
        _data = GC.AllocateUninitializedArray<byte>(batch * slotLength, pinned: true);
        _names = GC.AllocateArray<byte>(batch * NameLength, pinned: true);
        _control = GC.AllocateArray<byte>(batch * ControlLength, pinned: true);
        _vectors = GC.AllocateArray<IoVector>(batch, pinned: true);
        _headers = GC.AllocateArray<BatchHeader>(batch, pinned: true);
        for (int i = 0; i < batch; i++)
        {
            _vectors[i] = new IoVector((nint)AddressOf(_data, i * slotLength), slotLength);
            _headers[i].Message = new MessageHeader
            {
                Name = AddressOf(_names, i * NameLength),
                Vectors = (IoVector*)Unsafe.AsPointer(ref _vectors[i]),
                VectorCount = 1,
                Control = AddressOf(_control, i * ControlLength),
            };
        }

        _used = batch;
    }

    public Socket Socket { get; }

    public bool HasKernelTimes { get; }

    public bool HasDrops { get; }

    public LinkResult Receive(ReceiveWait wait)
    {
        // The kernel has overwritten these with what it used.
        for (int i = 0; i < _used; i++)
        {
            ref MessageHeader header = ref _headers[i].Message;
            header.NameLength = NameLength;
            header.ControlLength = ControlLength;
        }

        LinkResult result = LibcDatagrams.Receive(
            _handle,
            (BatchHeader*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_headers)),
            _batch,
            wait == ReceiveWait.Brief ? MsgWaitForOne : MsgDontWait);
        _used = result.Bytes;
        return result;
    }

    public ReadOnlySpan<byte> Get(int index, out DatagramMeta meta)
    {
        ref BatchHeader batch = ref _headers[index];
        ref MessageHeader header = ref batch.Message;
        meta = new DatagramMeta
        {
            Source = DatagramSource.Read(_names.AsSpan(index * NameLength, (int)Math.Min(header.NameLength, NameLength))),
            IsTruncated = (header.Flags & MsgTruncated) != 0,
            IsControlTruncated = (header.Flags & MsgControlTruncated) != 0,
        };
        ControlMessages.Read(_control.AsSpan(index * ControlLength, (int)Math.Min(header.ControlLength, ControlLength)), ref meta);
        return _data.AsSpan(index * _slotLength, (int)Math.Min(batch.Length, (uint)_slotLength));
    }

    public bool TryReadDrops(out uint drops)
    {
        try
        {
            if (Socket.GetRawSocketOption(LevelSocket, MemoryInfo, _memoryInfo) >= MemoryInfoLength)
            {
                drops = BitConverter.ToUInt32(_memoryInfo, DropsOffset);
                return true;
            }
        }
        catch (SocketException)
        {
            // A kernel before 4.12.
        }

        drops = 0;
        return false;
    }

    public void Dispose() => Socket.Dispose();

    private static byte* AddressOf(byte[] pinned, int offset) =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)) + offset;
}
