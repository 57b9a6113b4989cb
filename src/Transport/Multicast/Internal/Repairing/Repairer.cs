using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// Sends again what receivers ask for: from the window, to the group, not the same twice within 5 ms, for others may have asked
/// too, and never more than a share of what was sent. Only with the sending role.
/// </summary>
internal sealed class Repairer
{
    /// <summary>Bytes that may be sent again before the share counts: a burst of some 40 datagrams.</summary>
    private const long FreeBytes = 64 * 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly DatagramRange[] _batch = new DatagramRange[IDatagramSender.MostPerCall];
    private readonly IDatagramSender _link;
    private readonly int _percent;
    private readonly long _pauseTicks;
    private long _bytes;
    private int _count;

    public Repairer(IDatagramSender link, MulticastSenderOptions options)
    {
        _link = link;
        _percent = options.RepairPercent;
        _pauseTicks = (long)(s_pause.TotalSeconds * options.Time.TimestampFrequency);
        Window = new RepairWindow(options.RepairWindow, options.MaxDatagramLength);
    }

    /// <summary>What can be sent again.</summary>
    public RepairWindow Window { get; }

    /// <summary>Somebody misses these.</summary>
    /// <param name="range">The numbers.</param>
    /// <param name="now">The time in ticks.</param>
    /// <param name="next">The number that will be sent next.</param>
    /// <param name="bytesSent">Bytes of data sent for the first time.</param>
    /// <param name="counters">What became of them.</param>
    public void Repair(in RepairRange range, long now, long next, long bytesSent, ref RepairCounters counters)
    {
        counters.Requested += range.Count;
        long end = Math.Min(range.First + range.Count, next);
        long first = Math.Max(range.First, next - Window.Length);
        counters.Gone += range.Count - Math.Max(0, end - first);
        for (long number = first; number < end; number++)
        {
            Repair(number, now, bytesSent, ref counters);
        }

        Send(ref counters);
    }

    private void Repair(long number, long now, long bytesSent, ref RepairCounters counters)
    {
        if (!Window.TryFind(number, out DatagramRange datagram))
        {
            counters.Gone++;
        }
        else if (_bytes + datagram.Length > FreeBytes + (bytesSent / 100 * _percent))
        {
            counters.HeldBack++;
        }
        else if (!Window.TrySendAgain(number, now - _pauseTicks, now))
        {
            counters.TooSoon++;
        }
        else
        {
            _bytes += datagram.Length;
            _batch[_count++] = datagram;
            if (_count == _batch.Length)
            {
                Send(ref counters);
            }
        }
    }

    private void Send(ref RepairCounters counters)
    {
        int sent = 0;
        while (sent < _count)
        {
            LinkResult taken = _link.Send(Window.Memory, _batch.AsSpan(sent, _count - sent));
            if (taken.Failed || taken.Bytes == 0)
            {
                break;
            }

            sent += taken.Bytes;
        }

        // What the kernel has no room for now is asked for again.
        counters.Sent += sent;
        counters.HeldBack += _count - sent;
        _count = 0;
    }
}
