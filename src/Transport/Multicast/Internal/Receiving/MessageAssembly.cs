using Sockets.Transport.Buffers;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// Puts the fragments of one source's messages together, whatever their order. At most 16 messages are in the making;
/// that one makes room of which nothing came for the longest time. Memory is taken when a message's first fragment comes,
/// never for more than the longest message allowed, and out of the room that all sources share. Every packet that comes in
/// goes out whole, or is counted as discarded, or is counted as held.
/// </summary>
internal sealed class MessageAssembly
{
    /// <summary>Messages of one source in the making.</summary>
    public const int MostMessages = 16;

    /// <summary>The shortest fragment that is not the last of its message; shorter ones would need a longer list of holes.</summary>
    private const int MostFragments = 1 << 16;

    private readonly int _maxLength;
    private readonly BufferPool _pool;
    private readonly AssemblyRoom _room;
    /// <summary>The first is the one of which nothing came for the longest time.</summary>
    private readonly List<Building> _buildings = new(MostMessages);

    /// <summary>Makes an empty one.</summary>
    /// <param name="maxLength">The longest message, in bytes.</param>
    /// <param name="pool">Where its memory comes from.</param>
    /// <param name="room">How much memory all sources may take; it joins.</param>
    public MessageAssembly(int maxLength, BufferPool pool, AssemblyRoom room)
    {
        _maxLength = maxLength;
        _pool = pool;
        _room = room;
        room.Join(this);
    }

    /// <summary>Since when nothing came of the message that makes room first; never, as far as can be, when there is none.</summary>
    public long TouchedAt => _buildings.Count == 0 ? long.MaxValue : _buildings[0].TouchedAt;

    /// <summary>Packets that wait for the rest of their message.</summary>
    public long Held { get; private set; }

    /// <summary>Packets of messages that were given up.</summary>
    public long Discarded { get; private set; }

    /// <summary>Messages that were given up: a fragment was lost, came too late, or did not fit the others.</summary>
    public long Incomplete { get; private set; }

    /// <summary>Takes a fragment. Gives the message when this was the last of it.</summary>
    /// <param name="packet">The fragment; its number is one that was not here before.</param>
    /// <param name="now">The time in ticks.</param>
    /// <param name="packets">How many packets the message came in.</param>
    /// <returns>The message's memory, which is the caller's; null while something is missing.</returns>
    public PooledBuffer? Add(in Packet packet, long now, out int packets)
    {
        packets = 0;
        if (packet.MessageLength > _maxLength)
        {
            Discarded++;
            return null;
        }

        Building? building = Find(packet, now);
        if (building is null || !building.TryAdd(packet))
        {
            // It contradicts the others, or repeats one under another number: neither can be made whole.
            Discarded++;
            return null;
        }

        Held++;
        if (building.Missing > 0)
        {
            return null;
        }

        packets = building.Packets;
        Held -= packets;
        _buildings.Remove(building);
        _room.Return(building.Length);
        if (Crc32C.Of(building.Buffer.Array.AsSpan(0, building.Length)) == building.Checksum)
        {
            return building.Buffer;
        }

        Discarded += packets;
        Incomplete++;
        building.Buffer.Release();
        return null;
    }

    /// <summary>Gives up messages of which nothing came since a time.</summary>
    public void DropOld(long before)
    {
        for (int i = _buildings.Count - 1; i >= 0; i--)
        {
            if (_buildings[i].TouchedAt < before)
            {
                Drop(i);
            }
        }
    }

    /// <summary>Gives up the message of which nothing came for the longest time; there is one.</summary>
    public void DropFirst() => Drop(0);

    /// <summary>Gives up everything.</summary>
    public void DropAll() => DropOld(long.MaxValue);

    private Building? Find(in Packet packet, long now)
    {
        // From the end, where it stands as a rule.
        for (int i = _buildings.Count - 1; i >= 0; i--)
        {
            Building candidate = _buildings[i];
            if (candidate.Message == packet.Message)
            {
                candidate.TouchedAt = now;
                _buildings.RemoveAt(i);
                _buildings.Add(candidate);
                return candidate.Length == packet.MessageLength && candidate.Checksum == packet.Checksum ? candidate : null;
            }
        }

        if (_buildings.Count == MostMessages)
        {
            Drop(0);
        }

        _room.Take(packet.MessageLength);
        Building made = new(packet, _pool.Rent(packet.MessageLength)) { TouchedAt = now };
        _buildings.Add(made);
        return made;
    }

    private void Drop(int index)
    {
        Building dropped = _buildings[index];
        Held -= dropped.Packets;
        Discarded += dropped.Packets;
        Incomplete++;
        dropped.Buffer.Release();
        _room.Return(dropped.Length);
        _buildings.RemoveAt(index);
    }

    /// <summary>A message in the making.</summary>
    private sealed class Building(in Packet first, PooledBuffer buffer)
    {
        // Which stretches are here, sorted and joined; fragments mostly come in order, so there are few.
        private readonly List<(int Start, int End)> _stretches = [];

        public uint Message { get; } = first.Message;

        public int Length { get; } = first.MessageLength;

        public uint Checksum { get; } = first.Checksum;

        public PooledBuffer Buffer { get; } = buffer;

        public int Missing { get; private set; } = first.MessageLength;

        public int Packets { get; private set; }

        public long TouchedAt { get; set; }

        public bool TryAdd(in Packet packet)
        {
            int start = packet.Offset;
            int end = start + packet.Payload.Length;
            int at = 0;
            while (at < _stretches.Count && _stretches[at].Start < start)
            {
                at++;
            }

            bool joinsLeft = at > 0 && _stretches[at - 1].End == start;
            bool joinsRight = at < _stretches.Count && _stretches[at].Start == end;
            if ((at > 0 && _stretches[at - 1].End > start)
                || (at < _stretches.Count && _stretches[at].Start < end)
                || Packets == MostFragments)
            {
                return false;
            }

            if (joinsLeft)
            {
                _stretches[at - 1] = (_stretches[at - 1].Start, joinsRight ? _stretches[at].End : end);
                if (joinsRight)
                {
                    _stretches.RemoveAt(at);
                }
            }
            else if (joinsRight)
            {
                _stretches[at] = (start, _stretches[at].End);
            }
            else
            {
                _stretches.Insert(at, (start, end));
            }

            packet.Payload.CopyTo(Buffer.Array.AsSpan(start));
            Missing -= packet.Payload.Length;
            Packets++;
            return true;
        }
    }
}
