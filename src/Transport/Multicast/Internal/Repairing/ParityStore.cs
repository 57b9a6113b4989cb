using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// The last datagrams of one source and the parities over them of which something is missing: as soon as only one datagram
/// of a group is, it is computed. A datagram that was computed can be the last but one of another group. All memory is
/// taken at the start; no I/O, no clock.
/// </summary>
internal sealed class ParityStore
{
    /// <summary>Numbers whose datagrams are kept: two of the largest blocks.</summary>
    private const int Window = 2 * MulticastParity.MostBlock;

    /// <summary>Parities that wait: those of the largest block. The oldest makes room.</summary>
    private const int MostWaiting = 2 * MulticastParity.MostLines;

    private readonly int _slotLength;
    private readonly byte[] _memory;
    private readonly int[] _lengths = new int[Window];
    private readonly long[] _numbers = new long[Window];
    private readonly List<Waiting> _waiting = new(MostWaiting);
    private readonly Stack<Waiting> _spare = new(MostWaiting);

    /// <summary>Makes an empty one.</summary>
    /// <param name="longest">The longest datagram.</param>
    public ParityStore(int longest)
    {
        _slotLength = longest;
        _memory = GC.AllocateUninitializedArray<byte>(Window * longest);
        for (int i = 0; i < MostWaiting; i++)
        {
            _spare.Push(new Waiting(longest));
        }
    }

    /// <summary>Keeps a datagram whose number was not here before.</summary>
    public void Keep(long number, ReadOnlySpan<byte> datagram)
    {
        int slot = SlotOf(number);
        if (_numbers[slot] >= number || datagram.Length > _slotLength)
        {
            return;
        }

        _numbers[slot] = number;
        _lengths[slot] = datagram.Length;
        Span<byte> kept = _memory.AsSpan(slot * _slotLength, datagram.Length);
        datagram.CopyTo(kept);

        // The parity is over the datagrams as they first went.
        Tmc1Header.SetRetransmit(kept, isRetransmit: false);
        foreach (Waiting waiting in _waiting)
        {
            if (waiting.Group.Contains(number))
            {
                waiting.Missing--;
            }
        }
    }

    /// <summary>A parity arrived.</summary>
    public void Add(in ParityGroup group, ReadOnlySpan<byte> parity)
    {
        int missing = Missing(group);
        if (missing == 0 || parity.Length > _slotLength || IsWaiting(group))
        {
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            Remove(0);
        }

        Waiting added = _spare.Pop();
        added.Begin(group, missing, parity);
        _waiting.Add(added);
    }

    /// <summary>Computes a missing datagram, if one can be. What is taken is to be kept, if it is what it should be.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="datagram">The datagram, perhaps with zeros behind it; valid until the next call.</param>
    public bool TryRecover(out long number, out ReadOnlySpan<byte> datagram)
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            Waiting waiting = _waiting[i];
            if (waiting.Missing > 1)
            {
                continue;
            }

            Remove(i);
            if (waiting.Missing == 1 && TrySolve(waiting, out number))
            {
                datagram = waiting.Sum.Bytes;
                return true;
            }
        }

        number = 0;
        datagram = default;
        return false;
    }

    /// <summary>Forgets everything: another run begins.</summary>
    public void Clear()
    {
        Array.Clear(_numbers);
        while (_waiting.Count > 0)
        {
            Remove(_waiting.Count - 1);
        }
    }

    private static int SlotOf(long number) => (int)(number % Window);

    private bool Has(long number) => _numbers[SlotOf(number)] == number;

    private int Missing(in ParityGroup group)
    {
        int missing = 0;
        for (int i = 0; i < group.Count; i++)
        {
            missing += Has(group[i]) ? 0 : 1;
        }

        return missing;
    }

    private bool IsWaiting(in ParityGroup group)
    {
        foreach (Waiting waiting in _waiting)
        {
            if (waiting.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes those that are here out of the parity. False when one of them is not kept any more.</summary>
    private bool TrySolve(Waiting waiting, out long missing)
    {
        missing = 0;
        for (int i = 0; i < waiting.Group.Count; i++)
        {
            long number = waiting.Group[i];
            if (Has(number))
            {
                waiting.Sum.Add(_memory.AsSpan(SlotOf(number) * _slotLength, _lengths[SlotOf(number)]));
            }
            else if (missing == 0)
            {
                missing = number;
            }
            else
            {
                return false;
            }
        }

        return missing > 0;
    }

    private void Remove(int index)
    {
        _spare.Push(_waiting[index]);
        _waiting.RemoveAt(index);
    }

    /// <summary>A parity of whose group something is missing.</summary>
    private sealed class Waiting(int longest)
    {
        public ParitySum Sum { get; } = new(longest);

        public ParityGroup Group { get; private set; }

        public int Missing { get; set; }

        public void Begin(in ParityGroup group, int missing, ReadOnlySpan<byte> parity)
        {
            Group = group;
            Missing = missing;
            Sum.Clear();
            Sum.Add(parity);
        }
    }
}
