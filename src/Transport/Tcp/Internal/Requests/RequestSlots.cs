namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>
/// The requests in flight by their id: 20 bits say which slot, 12 count how often it was used, so that a reply to a
/// request long over does not find another. A slot is free again when the reply has come. Guarded by the outbox's gate.
/// </summary>
internal sealed class RequestSlots
{
    private const int IndexBits = 20;
    private const uint IndexMask = (1u << IndexBits) - 1;
    private const int FewestSlots = 16;

    private Slot[] _slots = [];
    private int _used;
    private int _firstFree = -1;

    /// <summary>How many are taken, by requests that somebody waits for and by abandoned ones.</summary>
    public int Taken { get; private set; }

    /// <summary>How many slots there have been at once: <see cref="At"/> takes anything below.</summary>
    public int Used => _used;

    /// <summary>Gives the request a slot, of which there are 2^20.</summary>
    public uint Take(PendingRequest request)
    {
        int index = _firstFree;
        if (index < 0)
        {
            index = _used++;
            if (index == _slots.Length)
            {
                Array.Resize(ref _slots, Math.Max(FewestSlots, index * 2));
            }
        }
        else
        {
            _firstFree = _slots[index].NextFree;
        }

        ref Slot slot = ref _slots[index];
        slot.IsTaken = true;
        slot.Request = request;
        Taken++;
        return IdOf(index);
    }

    /// <summary>The request in a slot; null when it is free or nobody waits.</summary>
    public PendingRequest? At(int index) => _slots[index].Request;

    /// <summary>Whether the id is in flight, and the request that somebody waits for under it.</summary>
    public bool TryFind(uint id, out PendingRequest? request)
    {
        int index = (int)(id & IndexMask);
        bool found = index < _used && _slots[index].IsTaken && IdOf(index) == id;
        request = found ? _slots[index].Request : null;
        return found;
    }

    /// <summary>Nobody waits for this one any more; its slot stays taken.</summary>
    public void Abandon(uint id) => _slots[id & IndexMask].Request = null;

    /// <summary>What an abandoned request was sent as: its message's number.</summary>
    public ulong SequenceOf(uint id) => _slots[id & IndexMask].Sequence;

    /// <summary>The request went out as this message.</summary>
    public void NoteSent(uint id, ulong sequence) => _slots[id & IndexMask].Sequence = sequence;

    public void Free(uint id)
    {
        int index = (int)(id & IndexMask);
        ref Slot slot = ref _slots[index];
        slot.IsTaken = false;
        slot.Request = null;
        slot.Uses++;
        slot.NextFree = _firstFree;
        _firstFree = index;
        Taken--;
    }

    private uint IdOf(int index) => (_slots[index].Uses << IndexBits) | (uint)index;

    private struct Slot
    {
        public PendingRequest? Request;
        public ulong Sequence;
        public uint Uses;
        public int NextFree;
        public bool IsTaken;
    }
}
