using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// Encoded datagrams that wait to be sent, in slots of pinned memory taken at the start. Filled at one end, sent from the
/// other. Not thread-safe: its owner holds a lock around each call; the slots that are being sent may be used without it.
/// </summary>
internal sealed class SendRing
{
    private readonly int[] _lengths;
    private readonly int _slotLength;
    private long _first;
    private long _next;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="slots">How many datagrams it holds.</param>
    /// <param name="slotLength">The longest datagram.</param>
    public SendRing(int slots, int slotLength)
    {
        _slotLength = (int)SlotLength(slotLength);
        _lengths = new int[slots];
        Memory = GC.AllocateUninitializedArray<byte>(checked(slots * _slotLength), pinned: true);
    }

    /// <summary>What a slot takes, on cache lines of its own: one is filled while another is sent.</summary>
    public static long SlotLength(int longest) => ((long)longest + 63) & ~63L;

    /// <summary>The slots' memory.</summary>
    public byte[] Memory { get; }

    /// <summary>Datagrams that wait.</summary>
    public int Count => (int)(_next - _first);

    /// <summary>Datagrams that fit.</summary>
    public int Room => _lengths.Length - Count;

    /// <summary>Takes the next free slot for a datagram of this length. There has to be <see cref="Room"/>.</summary>
    public Span<byte> Append(int length)
    {
        int slot = (int)(_next++ % _lengths.Length);
        _lengths[slot] = length;
        return Memory.AsSpan(slot * _slotLength, length);
    }

    /// <summary>Where the first datagrams lie.</summary>
    /// <param name="ranges">Filled from the front; gives how many.</param>
    public int Peek(Span<DatagramRange> ranges)
    {
        int count = Math.Min(Count, ranges.Length);
        for (int i = 0; i < count; i++)
        {
            int slot = (int)((_first + i) % _lengths.Length);
            ranges[i] = new DatagramRange(slot * _slotLength, _lengths[slot]);
        }

        return count;
    }

    /// <summary>The first datagrams are done with.</summary>
    public void Remove(int count) => _first += count;
}
