using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>
/// The last datagram of a source that is not believed alone, because anybody could have sent it and much would follow from
/// it: one of another run, or far ahead in this one. Another one near to it confirms it, and then it counts like any other:
/// it is kept, so that nothing of a new run is lost. At most one at a time.
/// </summary>
internal sealed class Doubt
{
    /// <summary>Numbers further apart do not confirm each other, and further ahead are doubtful: what a receiver remembers.</summary>
    public const long Near = SequenceTracker.MostWindow;

    private byte[] _bytes = [];
    private int _length;
    private bool _isOtherRun;
    private uint _epoch;
    private long _sequence;
    private long _sent;
    private DatagramMeta _meta;
    private int _feed;

    /// <summary>How many are kept: 0 or 1.</summary>
    public int Kept { get; private set; }

    /// <summary>Those of other runs that nothing confirmed.</summary>
    public long OtherRuns { get; private set; }

    /// <summary>Those far ahead that nothing confirmed.</summary>
    public long FarAhead { get; private set; }

    /// <summary>Whether a doubtful packet confirms the one that is kept: the same run, near to it, and no copy of it.</summary>
    public bool IsConfirmedBy(in Packet packet) => Kept > 0 && packet.Epoch == _epoch
        && Math.Abs(packet.Sequence - _sequence) < Near && (packet.Sequence != _sequence || packet.Sent != _sent);

    /// <summary>Keeps a packet, in place of the one before.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="meta">What the kernel says about it.</param>
    /// <param name="feed">Which feed brought it.</param>
    /// <param name="isOtherRun">Whether it is of another run.</param>
    public void Keep(in Packet packet, in DatagramMeta meta, int feed, bool isOtherRun)
    {
        Drop();
        if (_bytes.Length < packet.Datagram.Length)
        {
            _bytes = new byte[packet.Datagram.Length];
        }

        packet.Datagram.CopyTo(_bytes);
        _length = packet.Datagram.Length;
        (_epoch, _sequence, _sent) = (packet.Epoch, packet.Sequence, packet.Sent);
        (_meta, _feed, _isOtherRun) = (meta, feed, isOtherRun);
        Kept = 1;
    }

    /// <summary>Gives the one that is kept back, which now counts; its bytes are valid until the next is kept.</summary>
    public ReadOnlySpan<byte> Take(out DatagramMeta meta, out int feed)
    {
        Kept = 0;
        (meta, feed) = (_meta, _feed);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Nothing confirms the one that is kept any more.</summary>
    public void Drop()
    {
        OtherRuns += _isOtherRun ? Kept : 0;
        FarAhead += _isOtherRun ? 0 : Kept;
        Kept = 0;
    }
}
