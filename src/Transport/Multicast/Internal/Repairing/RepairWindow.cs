using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// The datagrams that were sent last, as they were sent, for receivers that miss some of them. Only with the sending role.
/// </summary>
internal sealed class RepairWindow
{
    private readonly int _slotLength;
    private readonly long[] _numbers;
    private readonly long[] _sentAgain;
    private readonly int[] _lengths;

    /// <summary>Makes an empty one.</summary>
    /// <param name="datagrams">How many it holds.</param>
    /// <param name="longest">The longest of them.</param>
    public RepairWindow(int datagrams, int longest)
    {
        _slotLength = longest;
        _numbers = new long[datagrams];
        _sentAgain = new long[datagrams];
        _lengths = new int[datagrams];
        Memory = GC.AllocateUninitializedArray<byte>(checked(datagrams * longest), pinned: true);
    }

    /// <summary>The memory of the datagrams.</summary>
    public byte[] Memory { get; }

    /// <summary>How many datagrams it holds.</summary>
    public int Length => _numbers.Length;

    /// <summary>A datagram was sent for the first time.</summary>
    public void Keep(long number, ReadOnlySpan<byte> datagram)
    {
        int slot = (int)(number % _numbers.Length);
        _numbers[slot] = number;
        _lengths[slot] = datagram.Length;
        _sentAgain[slot] = long.MinValue;
        Span<byte> kept = Memory.AsSpan(slot * _slotLength, datagram.Length);
        datagram.CopyTo(kept);
        Tmc1Header.SetRetransmit(kept, isRetransmit: true);
    }

    /// <summary>Finds a datagram. False when it is not here any more, or never was.</summary>
    public bool TryFind(long number, out DatagramRange range)
    {
        int slot = (int)(number % _numbers.Length);
        range = new DatagramRange(slot * _slotLength, _lengths[slot]);
        return _numbers[slot] == number;
    }

    /// <summary>Whether a datagram that is here was not sent again since a time; then it counts as sent again now.</summary>
    public bool TrySendAgain(long number, long since, long now)
    {
        ref long last = ref _sentAgain[number % _numbers.Length];
        if (last >= since)
        {
            return false;
        }

        last = now;
        return true;
    }
}
