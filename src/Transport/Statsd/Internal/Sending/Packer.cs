using System.Buffers.Binary;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// Puts lines into packets of the path's size and sends them as they fill up. A line that does not fit an empty packet is
/// dropped alone. When the path takes nothing, the packet stays, and what belongs to it, until it does.
/// </summary>
internal sealed class Packer
{
    private const int HeaderLength = 4;

    private readonly IPath _path;
    private readonly PumpCounters _counters;
    private readonly StatsdFraming _framing;
    private readonly byte[] _buffer;
    private readonly int _limit;
    private int _used;
    private int _offset;
    private long _weight;
    private bool _sealed;

    public Packer(IPath path, PumpCounters counters, StatsdFraming framing, int limit)
    {
        _path = path;
        _counters = counters;
        _framing = framing;

        // The line feed at the end of a stream's packet is a part of it.
        _limit = framing == StatsdFraming.LineFeed ? limit - 1 : limit;
        _buffer = new byte[HeaderLength + limit + 1];
    }

    /// <summary>Writes one line of something.</summary>
    public delegate StatsdWriteStatus Line<in T>(ref StatsdWriter writer, T what);

    /// <summary>How many packets may leave until it is set again.</summary>
    public int Budget { get; set; }

    /// <summary>How many calls stand in the packet that has not left.</summary>
    public long Weight => _weight;

    /// <summary>How many packets left for nowhere: refused, too large for the way, or cut off.</summary>
    public long PacketsLost { get; private set; }

    /// <summary>Whether a whole packet waits to leave.</summary>
    public bool IsHolding => _sealed;

    /// <summary>Adds a line, or lines that belong together. One that no packet can hold, or that cannot be said, is dropped.</summary>
    /// <param name="line">Writes it.</param>
    /// <param name="what">What it is written of.</param>
    /// <param name="weight">How many calls it stands for.</param>
    /// <returns>False when nothing more can leave now: nothing was done, come back later.</returns>
    public bool TryAdd<T>(Line<T> line, T what, long weight)
    {
        while (true)
        {
            StatsdWriter writer = Open();
            StatsdWriteStatus status = line(ref writer, what);
            if (status == StatsdWriteStatus.Written)
            {
                Keep(writer, weight, lines: 1);
                return true;
            }

            if (!TryMakeRoom(status, out Drop? never))
            {
                return false;
            }

            if (never is { } cause)
            {
                CountDropped(cause, weight);
                return true;
            }
        }
    }

    /// <summary>A writer over what is free in the open packet.</summary>
    public StatsdWriter Open() => new(_buffer.AsSpan(HeaderLength + _used, _limit - _used), continues: _used > 0);

    /// <summary>Keeps what the writer wrote.</summary>
    public void Keep(StatsdWriter writer, long weight, int lines)
    {
        _used += writer.Length;
        _weight += weight;
        _counters.Lines += lines;
    }

    /// <summary>Sends the open packet, for a line that was not written for want of room.</summary>
    /// <param name="status">Why the line was not written.</param>
    /// <param name="never">Why it never will be; null when it is to be written again.</param>
    /// <returns>False when nothing more can leave now.</returns>
    public bool TryMakeRoom(StatsdWriteStatus status, out Drop? never)
    {
        bool isFull = status == StatsdWriteStatus.Full;
        never = isFull && _used > 0 ? null : isFull ? Drop.TooLarge : Drop.Invalid;
        return never is not null || TrySend();
    }

    public void CountDropped(Drop cause, long calls) => _counters.Count(cause, calls);

    /// <summary>Sends the packet, full or not; true when nothing is left of it.</summary>
    public bool TrySend()
    {
        if (_used == 0)
        {
            return true;
        }

        if (Budget == 0)
        {
            return false;
        }

        Budget--;
        ReadOnlyMemory<byte> packet = Seal();
        switch (_path.TrySend(packet.Span, ref _offset))
        {
            case PathResult.Busy:
                return false;
            case PathResult.Sent:
                _counters.Sent += _weight;
                _counters.Packets++;
                _counters.Bytes += packet.Length;
                break;
            case PathResult.Refused:
                Lose(Drop.Refused);
                break;
            case PathResult.TooLarge:
                Lose(Drop.TooLarge);
                break;
            case PathResult.Cut:
                Lose(Drop.Disconnected);
                break;
        }

        Reset();
        return true;
    }

    /// <summary>Gives up what has not left.</summary>
    public void Abandon()
    {
        CountDropped(Drop.Closed, _weight);
        Reset();
    }

    private void Lose(Drop cause)
    {
        CountDropped(cause, _weight);
        PacketsLost++;
    }

    private ReadOnlyMemory<byte> Seal()
    {
        _sealed = true;
        switch (_framing)
        {
            case StatsdFraming.Length32:
                BinaryPrimitives.WriteInt32LittleEndian(_buffer, _used);
                return _buffer.AsMemory(0, HeaderLength + _used);
            case StatsdFraming.LineFeed:
                _buffer[HeaderLength + _used] = (byte)'\n';
                return _buffer.AsMemory(HeaderLength, _used + 1);
            default:
                return _buffer.AsMemory(HeaderLength, _used);
        }
    }

    private void Reset()
    {
        _used = 0;
        _offset = 0;
        _weight = 0;
        _sealed = false;
    }
}
