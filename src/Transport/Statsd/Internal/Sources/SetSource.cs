using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A set: sends each different member once per flush. Members lie one behind the other in a block; an open table of
/// their places finds those that are there already. Both are bounded.
/// </summary>
internal sealed class SetSource : Source
{
    private const int MostMembers = 4096;
    private const int Slots = 2 * MostMembers;
    private const int MostBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly StatsdName _name;
    private readonly StatsdNamePolicy _policy;
    private Members _open = new();
    private Members _closed = new();
    private long _calls;
    private int _sent;

    public SetSource(StatsdName name, StatsdNamePolicy policy)
    {
        _name = name;
        _policy = policy;
    }

    protected override long Accepted => Volatile.Read(ref _calls);

    public void Add(ReadOnlySpan<byte> member)
    {
        NameEncoder text = new(stackalloc byte[StatsdName.MaxLength], _name.Dialect, _policy);
        text.Text(member, LegalBytes.Member);
        Add(text);
    }

    public void Add(ReadOnlySpan<char> member)
    {
        NameEncoder text = new(stackalloc byte[StatsdName.MaxLength], _name.Dialect, _policy);
        text.Text(member, LegalBytes.Member);
        Add(text);
    }

    protected override bool CollectValues(Packer packer)
    {
        if (_closed.Count == 0)
        {
            lock (_gate)
            {
                (_open, _closed) = (_closed, _open);
            }

            _sent = 0;
        }

        if (_closed.Count == 0)
        {
            return true;
        }

        for (; _sent < _closed.Count; _sent++)
        {
            long weight = _closed.WeightOf(_sent);
            if (!packer.TryAdd(Write, (_name, _closed, _sent), weight))
            {
                return false;
            }

            Taken += weight;
        }

        _closed.Clear();
        return true;
    }

    private static StatsdWriteStatus Write(ref StatsdWriter writer, (StatsdName Name, Members Members, int Index) what) =>
        writer.TrySet(what.Name, what.Members[what.Index]);

    private void Add(NameEncoder member)
    {
        if (member.Failed || member.Length == 0)
        {
            Miss(member.IsFull ? Drop.TooLarge : Drop.Invalid);
            return;
        }

        lock (_gate)
        {
            if (!_open.TryAdd(member.Written))
            {
                Miss(Drop.Overflow);
                return;
            }

            Volatile.Write(ref _calls, _calls + 1);
        }
    }

    /// <summary>The members of the time between two flushes.</summary>
    private sealed class Members
    {
        private byte[] _bytes = [];
        private int[] _slots = [];
        private (int Start, int Length, long Weight)[] _members = [];
        private int _used;

        public int Count { get; private set; }

        public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_members[index].Start, _members[index].Length);

        /// <summary>How often it was added.</summary>
        public long WeightOf(int index) => _members[index].Weight;

        public bool TryAdd(ReadOnlySpan<byte> member)
        {
            if (_slots.Length == 0)
            {
                _slots = new int[Slots];
            }

            int slot = (int)(Hash(member) % Slots);
            for (; _slots[slot] != 0; slot = (slot + 1) % Slots)
            {
                int found = _slots[slot] - 1;
                if (this[found].SequenceEqual(member))
                {
                    _members[found].Weight++;
                    return true;
                }
            }

            if (Count == MostMembers || _used + member.Length > MostBytes)
            {
                return false;
            }

            Grow(member.Length);
            member.CopyTo(_bytes.AsSpan(_used));
            _members[Count] = (_used, member.Length, 1);
            _used += member.Length;
            _slots[slot] = ++Count;
            return true;
        }

        public void Clear()
        {
            Array.Clear(_slots);
            Count = 0;
            _used = 0;
        }

        private void Grow(int length)
        {
            if (_used + length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Min(MostBytes, Math.Max(256, (_used + length) * 2)));
            }

            if (Count == _members.Length)
            {
                Array.Resize(ref _members, Math.Min(MostMembers, Math.Max(16, Count * 2)));
            }
        }

        /// <summary>FNV-1a, 32 bits. Who chooses members to collide slows down adding his own.</summary>
        private static uint Hash(ReadOnlySpan<byte> bytes)
        {
            uint hash = 2166136261;
            foreach (byte b in bytes)
            {
                hash = (hash ^ b) * 16777619;
            }

            return hash;
        }
    }
}
