using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// Hands datagrams to the kernel: whoever has the sending role, one at a time, numbers them, stamps them and sends them,
/// with no lock held during the call. What the kernel does not take keeps its place and its number.
/// </summary>
internal sealed class HandOff
{
    private readonly IDatagramSender _link;
    private readonly IWireFormat _format;
    private readonly TimeProvider _time;
    private readonly DatagramRange[] _ranges = new DatagramRange[IDatagramSender.MostPerCall];
    private readonly ControlSender _control;
    private readonly SealedCopies? _copies;
    private readonly Repairer? _repairer;
    private SendCounters _counters;
    private TaskCompletionSource? _roomWaiters;
    private long _nextSequence = 1;
    private long _lastSent;
    private bool _isSending;
    private bool _isClosed;

    public HandOff(IDatagramSender link, IWireFormat format, MulticastSenderOptions options)
    {
        _link = link;
        _format = format;
        _time = options.Time;
        _copies = format.TrailerLength > 0 ? new SealedCopies(format, options.MaxDatagramLength) : null;
        _control = new ControlSender(link, format, options);
        _repairer = options.RepairWindow > 0 ? new Repairer(link, options) : null;
        Ring = new SendRing(options.QueueDatagrams, options.MaxDatagramLength);
        _lastSent = _time.GetTimestamp();
    }

    /// <summary>The lock of the ring and the counters.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What waits; under the lock.</summary>
    public SendRing Ring { get; }

    /// <summary>The counters; under the lock.</summary>
    public ref SendCounters Counters => ref _counters;

    /// <summary>Whether nothing waits. Only with the role.</summary>
    public bool IsIdle
    {
        get
        {
            lock (Gate)
            {
                return Ring.Count == 0;
            }
        }
    }

    /// <summary>When something was sent last, in ticks.</summary>
    public long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>How often the kernel refused to cut a train.</summary>
    public long TrainsRefused => _link.OffloadFallbacks;

    /// <summary>Takes the sending role, if nobody has it. Whoever has it calls <see cref="GiveRole"/>.</summary>
    public bool TryTakeRole()
    {
        lock (Gate)
        {
            if (_isSending || _isClosed)
            {
                return false;
            }

            return _isSending = true;
        }
    }

    public void GiveRole()
    {
        lock (Gate)
        {
            _isSending = false;
        }
    }

    /// <summary>Waits a little until the kernel has room.</summary>
    public void WaitForRoom(TimeSpan atMost) => _link.WaitForRoom(atMost);

    /// <summary>Done when there is room for so many datagrams, or when it is worth looking again.</summary>
    public Task WhenRoomAsync(int datagrams)
    {
        lock (Gate)
        {
            if (_isClosed || Ring.Room >= datagrams)
            {
                return Task.CompletedTask;
            }

            _roomWaiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _roomWaiters.Task;
        }
    }

    /// <summary>Sends what waits, with one call. Only with the role.</summary>
    /// <param name="now">The time in ticks.</param>
    /// <param name="most">How many datagrams at most.</param>
    /// <param name="schedule">Told what went.</param>
    public SendOutcome Send(long now, int most, ref PaceSchedule schedule)
    {
        int count;
        lock (Gate)
        {
            count = Ring.Peek(_ranges.AsSpan(0, most));
        }

        count = schedule.CountDue(now, _ranges.AsSpan(0, count));

        if (count == 0)
        {
            return SendOutcome.Sent;
        }

        long wall = WallNanoseconds();
        for (int i = 0; i < count; i++)
        {
            _format.Stamp(Ring.Memory.AsSpan(_ranges[i].Offset, _ranges[i].Length), _nextSequence + i, wall);
        }

        byte[] memory = _copies?.Memory ?? Ring.Memory;
        ReadOnlySpan<DatagramRange> ranges = _ranges.AsSpan(0, count);
        ranges = _copies is null ? ranges : _copies.Take(Ring.Memory, ranges);
        LinkResult sent = _link.Send(memory, ranges);
        int gone = sent.Error == SocketError.Success ? sent.Bytes : 0;
        if (gone > 0)
        {
            Volatile.Write(ref _lastSent, now);
        }

        // Before the slots are given back.
        long bytes = 0;
        foreach (DatagramRange range in ranges[..gone])
        {
            ReadOnlySpan<byte> datagram = memory.AsSpan(range.Offset, range.Length);
            _repairer?.Window.Keep(_nextSequence, datagram);
            bytes += range.Length;
            schedule.Sent(now, range.Length + _control.Cover(_nextSequence++, datagram, wall));
        }

        _repairer?.OnSent(bytes, now);
        SendOutcome outcome = Judge(sent);
        Account(outcome, gone, bytes);
        return outcome;
    }

    /// <summary>A receiver asks for these, which are sent next; none for a request that was refused. Only with the role.</summary>
    public void BeginRepair(ReadOnlySpan<RepairRange> ranges)
    {
        RepairCounters repairs = _counters.Repairs;
        repairs.Requests++;
        repairs.RequestsRefused += ranges.IsEmpty ? 1 : 0;
        _repairer!.Begin(ranges, _nextSequence, ref repairs);
        lock (Gate)
        {
            _counters.Repairs = repairs;
        }
    }

    /// <summary>Sends some of what a receiver asked for. False when that is done. Only with the role.</summary>
    /// <param name="now">The time in ticks.</param>
    /// <param name="most">How many datagrams at most.</param>
    /// <param name="schedule">Told what went.</param>
    public bool SendRepairs(long now, int most, ref PaceSchedule schedule)
    {
        RepairCounters repairs = _counters.Repairs;
        bool goesOn = _repairer!.SendSome(now, most, ref repairs, out int bytes);
        if (bytes > 0)
        {
            schedule.Sent(now, bytes);
        }

        lock (Gate)
        {
            _counters.Repairs = repairs;
            CountOthers();
        }

        return goesOn;
    }

    /// <summary>Sends a heartbeat or an end marker, if the format has one. Only with the role.</summary>
    public void SendControl(PacketKind kind)
    {
        _control.Send(kind, _nextSequence, WallNanoseconds());
        Volatile.Write(ref _lastSent, _time.GetTimestamp());
        lock (Gate)
        {
            CountOthers();
        }
    }

    /// <summary>Discards what waits, counted, and closes the socket. False while somebody has the role.</summary>
    public bool TryClose()
    {
        TaskCompletionSource? waiters;
        lock (Gate)
        {
            if (_isSending)
            {
                return false;
            }

            _isClosed = true;
            _counters.DatagramsDiscarded += Ring.Count;
            Ring.Remove(Ring.Count);
            waiters = _roomWaiters;
            _roomWaiters = null;
        }

        waiters?.TrySetResult();
        _link.Dispose();
        return true;
    }

    private static SendOutcome Judge(LinkResult sent) => sent.Error switch
    {
        SocketError.Success => SendOutcome.Sent,
        SocketError.WouldBlock => SendOutcome.KernelFull,
        SocketError.NoBufferSpaceAvailable => SendOutcome.InterfaceFull,
        _ => SendOutcome.Failed,
    };

    private void Account(SendOutcome outcome, int gone, long bytes)
    {
        TaskCompletionSource? waiters;
        lock (Gate)
        {
            // A datagram that can never be sent makes way; its number goes to the next one.
            int failed = outcome == SendOutcome.Failed ? 1 : 0;
            Ring.Remove(gone + failed);
            _counters.SendCalls++;
            _counters.DatagramsSent += gone;
            _counters.BytesSent += bytes;
            _counters.DatagramsFailed += failed;
            _counters.BufferFull += outcome == SendOutcome.KernelFull ? 1 : 0;
            _counters.QueueFull += outcome == SendOutcome.InterfaceFull ? 1 : 0;
            CountOthers();
            waiters = _roomWaiters;
            _roomWaiters = null;
        }

        waiters?.TrySetResult();
    }

    /// <summary>Makes visible, with the rest, what only the sending role counts.</summary>
    private void CountOthers()
    {
        (_counters.ControlSent, _counters.ControlMissed) = (_control.Sent, _control.Missed);
        (_counters.ParitySent, _counters.ParityMissed) = (_control.ParitiesSent, _control.ParitiesMissed);
        if (_link is TwinSender twin)
        {
            (_counters.SecondSent, _counters.SecondMissed) = (twin.Copied, twin.Missed);
        }
    }

    private long WallNanoseconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
