using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// Sends again what receivers ask for: from the window, to the group, not the same twice within 5 ms, for others may have asked
/// too, and never more than a share of what is sent. One request after the other, each a burst at a time. Only with the
/// sending role.
/// </summary>
internal sealed class Repairer
{
    /// <summary>Bytes that may be saved up of the share however little is sent: a burst of some 40 datagrams.</summary>
    private const long LeastSaved = 64 * 1024;

    /// <summary>Numbers looked at in one turn, so that none lasts longer than some microseconds.</summary>
    private const int MostPerTurn = 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>What is not used of the share is saved up for so long.</summary>
    private static readonly TimeSpan s_saving = TimeSpan.FromMilliseconds(100);

    private readonly DatagramRange[] _batch = new DatagramRange[IDatagramSender.MostPerCall];
    private readonly RepairRange[] _asked = new RepairRange[RepairRange.MostPerRequest];
    private readonly IDatagramSender _link;
    private readonly int _percent;
    private readonly long _pauseTicks;
    private readonly long _savingTicks;
    private int _ranges;
    private int _range;
    private int _done;

    // In hundredths of bytes, so that a percentage loses nothing.
    private long _credit = LeastSaved * 100;
    private long _sentNow;
    private long _sentBefore;
    private long _countedSince;

    public Repairer(IDatagramSender link, MulticastSenderOptions options)
    {
        _link = link;
        _percent = options.RepairPercent;
        _pauseTicks = (long)(s_pause.TotalSeconds * options.Time.TimestampFrequency);
        _savingTicks = (long)(s_saving.TotalSeconds * options.Time.TimestampFrequency);
        Window = new RepairWindow(options.RepairWindow, options.MaxDatagramLength);
    }

    /// <summary>What can be sent again.</summary>
    public RepairWindow Window { get; }

    /// <summary>Data was sent for the first time, which is what the share is of.</summary>
    public void OnSent(long bytes, long now)
    {
        if (now - _countedSince >= _savingTicks)
        {
            (_sentBefore, _sentNow) = (now - _countedSince < 2 * _savingTicks ? _sentNow : 0, 0);
            _countedSince = now;
        }

        _sentNow += bytes;
        long most = Math.Max(LeastSaved * 100, Math.Max(_sentBefore, _sentNow) * _percent);
        _credit = Math.Min(_credit + (bytes * _percent), most);
    }

    /// <summary>Somebody misses these. Of one request no more numbers are looked at than the window has.</summary>
    /// <param name="ranges">The numbers.</param>
    /// <param name="next">The number that will be sent next.</param>
    /// <param name="counters">What became of them.</param>
    public void Begin(ReadOnlySpan<RepairRange> ranges, long next, ref RepairCounters counters)
    {
        (_ranges, _range, _done) = (0, 0, 0);
        int left = Window.Length;
        foreach (RepairRange range in ranges)
        {
            long first = Math.Max(range.First, next - Window.Length);
            int here = (int)Math.Max(0, Math.Min(range.First + range.Count, next) - first);
            int taken = Math.Min(here, left);
            left -= taken;
            counters.Requested += range.Count - taken;
            counters.Gone += range.Count - here;
            counters.HeldBack += here - taken;
            if (taken > 0)
            {
                _asked[_ranges++] = new RepairRange(first, taken);
            }
        }
    }

    /// <summary>Sends some of what was asked for. False when it is done.</summary>
    /// <param name="now">The time in ticks.</param>
    /// <param name="most">How many datagrams at most.</param>
    /// <param name="counters">What became of them.</param>
    /// <param name="bytes">What was sent.</param>
    public bool SendSome(long now, int most, ref RepairCounters counters, out int bytes)
    {
        int count = 0;
        for (int looked = 0; looked < MostPerTurn && count < most && _range < _ranges; looked++)
        {
            if (TryTake(_asked[_range].First + _done, now, ref counters, out DatagramRange datagram))
            {
                _batch[count++] = datagram;
            }

            if (++_done == _asked[_range].Count)
            {
                (_range, _done) = (_range + 1, 0);
            }
        }

        bytes = Send(count, ref counters);
        return _range < _ranges;
    }

    private bool TryTake(long number, long now, ref RepairCounters counters, out DatagramRange datagram)
    {
        counters.Requested++;
        if (!Window.TryFind(number, out datagram))
        {
            counters.Gone++;
            return false;
        }

        if (datagram.Length * 100 > _credit)
        {
            counters.HeldBack++;
            return false;
        }

        if (!Window.TrySendAgain(number, now - _pauseTicks, now))
        {
            counters.TooSoon++;
            return false;
        }

        _credit -= datagram.Length * 100;
        return true;
    }

    private int Send(int count, ref RepairCounters counters)
    {
        int sent = 0;
        while (sent < count)
        {
            LinkResult taken = _link.Send(Window.Memory, _batch.AsSpan(sent, count - sent));
            if (taken.Failed || taken.Bytes == 0)
            {
                break;
            }

            sent += taken.Bytes;
        }

        // What the kernel has no room for now is asked for again.
        counters.Sent += sent;
        counters.HeldBack += count - sent;
        int bytes = 0;
        foreach (DatagramRange datagram in _batch.AsSpan(0, sent))
        {
            bytes += datagram.Length;
        }

        return bytes;
    }
}
