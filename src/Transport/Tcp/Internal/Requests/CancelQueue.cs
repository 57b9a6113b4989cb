using System.Buffers.Binary;
using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>
/// The CANCEL frames that are due: at most one for each slot, as a slot is not free before its reply has come. Guarded by
/// the outbox's gate.
/// </summary>
internal sealed class CancelQueue
{
    private const int FrameSize = Trn1Header.Size + sizeof(uint);

    private readonly RequestSlots _slots;
    private readonly Queue<uint> _due = new();

    public CancelQueue(RequestSlots slots) => _slots = slots;

    public bool IsEmpty => _due.Count == 0;

    /// <summary>An abandoned request's id.</summary>
    public void Add(uint id) => _due.Enqueue(id);

    public void Clear() => _due.Clear();

    /// <summary>
    /// Writes as many frames as fit. Control overtakes data, and a CANCEL in front of its REQUEST would be lost: it waits
    /// until the kernel has the whole message.
    /// </summary>
    public int Write(Span<byte> destination, ulong messagesOnWire)
    {
        int length = 0;
        while (_due.TryPeek(out uint id))
        {
            if (_slots.TryFind(id, out _))
            {
                if (_slots.SequenceOf(id) > messagesOnWire || destination.Length - length < FrameSize)
                {
                    break;
                }

                new Trn1Header(sizeof(uint), Trn1FrameType.Cancel, Flags: 0, Channel: 0).Write(destination[length..]);
                BinaryPrimitives.WriteUInt32LittleEndian(destination[(length + Trn1Header.Size)..], id);
                length += FrameSize;
            }

            _due.Dequeue();
        }

        return length;
    }
}
