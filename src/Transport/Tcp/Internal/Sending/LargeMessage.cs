using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockets.Transport.Framing;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// A message that goes out of its caller's memory without being copied: TRN1 data frames whose headers are made here and
/// whose payload stays where it is. A position counts its bytes on the wire, headers included. Belongs to the waiter
/// whose task tells the caller that the memory is free again; reused with it.
/// </summary>
internal sealed class LargeMessage
{
    /// <summary>
    /// From this length on a message is not copied. A shorter one may then share a batch of 64 KiB with others; copying
    /// 32 KiB takes about 3 us, as long as one call into the kernel.
    /// </summary>
    public const int ShortestLength = 32 * 1024;

    private readonly SendWaiter _waiter;

    // The header of all frames but the last, and the last one's. Pinned for life, as the kernel reads them.
    private readonly byte[] _headers = GC.AllocateUninitializedArray<byte>(2 * Trn1Header.Size, pinned: true);
    private ReadOnlyMemory<byte> _payload;
    private MemoryHandle _pin;
    private int _frame;

    public LargeMessage(SendWaiter waiter) => _waiter = waiter;

    /// <summary>What it takes on the wire, headers included.</summary>
    public int WireLength { get; private set; }

    /// <summary>Takes a caller's memory until <see cref="End"/>.</summary>
    /// <param name="payload">The message; not empty.</param>
    /// <param name="maxFrame">The longest payload of one frame that the peer takes.</param>
    /// <param name="wireLength">What the message takes on the wire.</param>
    public void Begin(ReadOnlyMemory<byte> payload, int maxFrame, int wireLength)
    {
        _payload = payload;
        _pin = payload.Pin();
        _frame = maxFrame;
        WireLength = wireLength;
        int last = wireLength - FrameStart(wireLength - 1) - Trn1Header.Size;
        new Trn1Header((uint)maxFrame, Trn1FrameType.Data, Trn1Header.More, Channel: 0).Write(_headers);
        new Trn1Header((uint)last, Trn1FrameType.Data, Flags: 0, Channel: 0).Write(_headers.AsSpan(Trn1Header.Size));
    }

    /// <summary>The caller gets its memory back, and is told what became of the message.</summary>
    public void End(SendStatus status)
    {
        _pin.Dispose();
        _pin = default;
        _payload = default;
        _waiter.Complete(status);
    }

    /// <summary>Where the frame ends that the byte at this position belongs to.</summary>
    public int FrameEnd(int position) => Math.Min(FrameStart(position) + Trn1Header.Size + _frame, WireLength);

    /// <summary>What stands in one place from a position on, and ends at another one at the latest.</summary>
    public ReadOnlyMemory<byte> Slice(int from, int end)
    {
        (bool isHeader, int offset, int length) = Piece(from, end);
        return isHeader ? _headers.AsMemory(offset, length) : _payload.Slice(offset, length);
    }

    /// <summary>Lists the pieces from one position to another, as many as there is room for.</summary>
    /// <returns>How many were listed.</returns>
    public unsafe int List(int from, int end, Span<IoVector> pieces)
    {
        byte* headers = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_headers));
        int count = 0;
        while (from < end && count < pieces.Length)
        {
            (bool isHeader, int offset, int length) = Piece(from, end);
            pieces[count++] = new IoVector((nint)((isHeader ? headers : (byte*)_pin.Pointer) + offset), length);
            from += length;
        }

        return count;
    }

    /// <summary>What stands at a position: a part of one of the two headers or of the payload, and where in it.</summary>
    private (bool IsHeader, int Offset, int Length) Piece(int from, int end)
    {
        int frameStart = FrameStart(from);
        int inFrame = from - frameStart;
        if (inFrame >= Trn1Header.Size)
        {
            int payloadStart = frameStart / (Trn1Header.Size + _frame) * _frame;
            return (false, payloadStart + inFrame - Trn1Header.Size, Math.Min(FrameEnd(from), end) - from);
        }

        bool isLast = frameStart + Trn1Header.Size + _frame >= WireLength;
        return (true, (isLast ? Trn1Header.Size : 0) + inFrame, Math.Min(Trn1Header.Size - inFrame, end - from));
    }

    private int FrameStart(int position) => position - (position % (Trn1Header.Size + _frame));
}
