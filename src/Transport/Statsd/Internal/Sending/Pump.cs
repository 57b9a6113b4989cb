using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// Walks over the sources once per flush, a slice of packets at a time, so that a flush is no burst. A way that takes
/// nothing stops the walk where it is: sources that were not reached go on adding up. Lines, which cannot add up, go
/// first in every slice.
/// </summary>
internal sealed class Pump : IDisposable
{
    /// <summary>Packets of one slice: a tenth of what the default receive buffer of Linux holds of full ones.</summary>
    public const int SlicePackets = 16;

    /// <summary>What a slice grows to when a flush does not come to its end before the next is due.</summary>
    private const int MostSlicePackets = 256;

    private readonly Lock _gate = new();
    private readonly LineSource _lines;
    private readonly SourceSet _sources;
    private readonly IPath _path;
    private readonly PumpCounters _counters = new();
    private readonly Packer _packer;
    private Source[] _walk = [];
    private int _at;
    private bool _walking;
    private bool _closed;
    private int _slicePackets = SlicePackets;
    private int _begun;
    private int _finished;

    public Pump(LineSource lines, SourceSet sources, IPath path, StatsdFraming framing, int limit)
    {
        _lines = lines;
        _sources = sources;
        _path = path;
        _packer = new Packer(path, _counters, framing, limit);
    }

    /// <summary>Begins a flush; when one is under way it is to hurry instead.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_walking)
            {
                HurryInside();
            }
            else
            {
                BeginInside();
            }
        }
    }

    /// <summary>Lets the slices of this flush be larger: better a burst that a server may lose than what never leaves.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            HurryInside();
        }
    }

    /// <summary>Stands for everything up to now.</summary>
    public FlushTicket Ticket()
    {
        lock (_gate)
        {
            return new FlushTicket(_begun + 1, _packer.PacketsLost);
        }
    }

    /// <summary>Sends one slice: of the lines that wait, and of the flush under way, if there is one.</summary>
    /// <returns>
    /// In how long to send the next; null when nothing is left of them, and while the path is being opened, of whose end
    /// somebody is told.
    /// </returns>
    public TimeSpan? Slice()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            if (_path.IsReady())
            {
                return SliceInside() ? null : StatsdClient.SliceInterval;
            }

            TimeSpan? retry = _path.RetryIn;
            return retry < StatsdClient.SliceInterval ? StatsdClient.SliceInterval : retry;
        }
    }

    /// <summary>Sends one slice towards the end of that flush, beginning it if need be.</summary>
    public FlushProgress SliceTo(FlushTicket ticket)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return FlushProgress.Lost;
            }

            if (!_walking && _finished < ticket.Flush)
            {
                BeginInside();
            }

            if (_path.IsReady())
            {
                SliceInside();
            }

            return _finished < ticket.Flush ? FlushProgress.UnderWay
                : _packer.PacketsLost == ticket.PacketsLost ? FlushProgress.Left
                : FlushProgress.Lost;
        }
    }

    public StatsdStats ReadStats()
    {
        lock (_gate)
        {
            long submitted = _sources.Gone;
            long gathering = 0;
            foreach (Source source in (ReadOnlySpan<Source>)[_lines, .. _sources.Snapshot()])
            {
                long calls = source.Calls;
                submitted += calls;
                gathering += calls - source.Taken;
            }

            return new StatsdStats
            {
                Submitted = submitted,
                Sent = _counters.Sent,
                Pending = _closed ? 0 : gathering + _packer.Weight,
                SampledOut = _counters[Drop.SampledOut],
                DroppedInvalid = _counters[Drop.Invalid],
                DroppedOverflow = _counters[Drop.Overflow],
                DroppedTooLarge = _counters[Drop.TooLarge],
                DroppedRefused = _counters[Drop.Refused],
                DroppedDisconnected = _counters[Drop.Disconnected],
                DroppedClosed = _counters[Drop.Closed] + (_closed ? gathering : 0),
                LinesSent = _counters.Lines,
                PacketsSent = _counters.Packets,
                BytesSent = _counters.Bytes,
                Connects = _path.Opened,
                LastError = _path.LastError,
            };
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                _packer.Abandon();
                _path.Dispose();
            }
        }
    }

    private void BeginInside()
    {
        _walk = _sources.Snapshot();
        _at = 0;
        _walking = true;
        _begun++;
    }

    private void HurryInside() => _slicePackets = Math.Min(MostSlicePackets, _slicePackets * 2);

    /// <returns>Whether nothing is left of what waits and of the flush under way.</returns>
    private bool SliceInside()
    {
        _packer.Budget = _slicePackets;
        if (_packer.IsHolding && !_packer.TrySend())
        {
            return false;
        }

        if (!_lines.Collect(_packer))
        {
            return false;
        }

        for (; _at < _walk.Length; _at++)
        {
            if (!_walk[_at].Collect(_packer))
            {
                return false;
            }
        }

        if (!_packer.TrySend())
        {
            return false;
        }

        if (_walking)
        {
            _walking = false;
            _finished = _begun;
            _sources.RemoveRetired();
        }

        _slicePackets = Math.Max(SlicePackets, _slicePackets / 2);
        return true;
    }
}
