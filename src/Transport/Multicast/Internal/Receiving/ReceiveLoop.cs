using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// The receive thread: takes what the kernel has, puts it through the pipeline, and publishes what became of it, once
/// per batch. It never waits for the application.
/// </summary>
internal sealed class ReceiveLoop
{
    /// <summary>How often sources are looked at and the kernel is asked what it dropped: 10 ms, or when a wait without datagrams ends.</summary>
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the socket is looked at while something is asked for and nothing comes: every millisecond.</summary>
    private static readonly TimeSpan s_whileAsking = TimeSpan.FromMilliseconds(1);

    /// <summary>What is in the kernel's buffer when the receiver is stopped is taken, as far as there is time: 1 s.</summary>
    private static readonly TimeSpan s_draining = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(MulticastSocket.LongestWaitMilliseconds);

    private readonly IDatagramReceiver[] _receivers;
    private readonly FirstOfMany _any;
    private readonly ReceivePipeline _pipeline;
    private readonly IBatchEnd _batchEnd;
    private readonly TimeProvider _time;
    private readonly ReceiveWait _wait;
    private readonly bool _asks;
    private readonly long _housekeepingTicks;
    private readonly long _wallTicks;
    private readonly double _nanosecondsPerTick;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastHousekeeping;
    private long _tookAt;
    private long _wall;
    private long _wallReadAt;
    private bool _isAsking;
    private volatile bool _stop;

    /// <summary>Makes a loop; <see cref="Start"/> starts it.</summary>
    public ReceiveLoop(
        IDatagramReceiver[] receivers, ReceivePipeline pipeline, IBatchEnd batchEnd, MulticastReceiverOptions options)
    {
        _receivers = receivers;
        _any = new FirstOfMany(receivers);
        _pipeline = pipeline;
        _batchEnd = batchEnd;
        _time = options.Time;
        _wait = options.Waiting == MulticastWaiting.Spin ? ReceiveWait.None : ReceiveWait.Brief;
        _asks = options.Repairs.HasFlag(MulticastRepairs.Requests);
        _housekeepingTicks = (long)(s_housekeeping.TotalSeconds * _time.TimestampFrequency);
        _wallTicks = _time.TimestampFrequency / 1000;
        _nanosecondsPerTick = 1e9 / _time.TimestampFrequency;
        ReadWall(_time.GetTimestamp());
        _thread = new Thread(Run) { IsBackground = true, Name = "sockets-mcast" };
    }

    /// <summary>What happens at both ends of a batch.</summary>
    internal interface IBatchEnd
    {
        /// <summary>Datagrams are about to go through the pipeline.</summary>
        void BeginBatch(long now, long wallNanoseconds);

        /// <summary>They have gone through, or some time has passed without any.</summary>
        void EndBatch();

        /// <summary>The loop is over.</summary>
        void OnEnd(Exception? error);
    }

    /// <summary>Done when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether this code runs on the receive thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    public void Start() => _thread.UnsafeStart();

    /// <summary>Takes what is there and ends. Does not wait for it.</summary>
    public void Stop() => _stop = true;

    private void Run()
    {
        Exception? error = null;
        try
        {
            while (!_stop)
            {
                if (!Turn(_isAsking ? ReceiveWait.None : _wait))
                {
                    Pause();
                }
            }

            long stopped = _time.GetTimestamp();
            while (Turn(ReceiveWait.None) && _time.GetElapsedTime(stopped) < s_draining)
            {
            }
        }
        catch (Exception e)
        {
            error = e;
        }

        try
        {
            _pipeline.Finish();
            _batchEnd.OnEnd(error);
        }
        finally
        {
            foreach (IDatagramReceiver receiver in _receivers)
            {
                receiver.Dispose();
            }

            _ended.TrySetResult();
        }
    }

    /// <summary>Nothing came. What is asked for is due at a time that no datagram may mark.</summary>
    private void Pause()
    {
        if (_isAsking && _wait == ReceiveWait.Brief)
        {
            ThrowIfFailed(_any.Wait(s_whileAsking));
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    /// <summary>One call into the kernel for each feed and what follows from it. Whether any took anything.</summary>
    private bool Turn(ReceiveWait wait)
    {
        bool any = Take(0, _receivers.Length == 1 ? wait : ReceiveWait.None);
        for (int feed = 1; feed < _receivers.Length; feed++)
        {
            any |= Take(feed, ReceiveWait.None);
        }

        long now = any ? _tookAt : _time.GetTimestamp();
        _isAsking = _asks && _pipeline.Ask(now, WallAt(now));
        bool keepsHouse = now - _lastHousekeeping >= _housekeepingTicks;
        if (keepsHouse)
        {
            KeepHouse(now);
        }

        if (any || keepsHouse)
        {
            _batchEnd.EndBatch();
        }

        if (any)
        {
            _pipeline.OnAway(_time.GetTimestamp() - _tookAt);
        }

        if (!any && _receivers.Length > 1 && wait != ReceiveWait.None)
        {
            ThrowIfFailed(_any.Wait(s_longestWait));
        }

        return any;
    }

    /// <summary>Takes what a feed's socket has. Whether there was anything.</summary>
    private bool Take(int feed, ReceiveWait wait)
    {
        IDatagramReceiver receiver = _receivers[feed];
        LinkResult received = receiver.Receive(wait);
        if (received.Failed)
        {
            ThrowIfFailed(received.Error);
        }

        if (received.Bytes == 0)
        {
            return false;
        }

        _tookAt = _time.GetTimestamp();
        long wall = WallAt(_tookAt);
        _pipeline.BeginBatch(_tookAt, wall);
        _batchEnd.BeginBatch(_tookAt, wall);
        for (int i = 0; i < received.Bytes; i++)
        {
            ReadOnlySpan<byte> datagram = receiver.Get(i, out DatagramMeta meta);
            _pipeline.OnDatagram(datagram, meta, feed);
        }

        return true;
    }

    private void KeepHouse(long now)
    {
        _lastHousekeeping = now;
        for (int feed = 0; feed < _receivers.Length; feed++)
        {
            if (_receivers[feed].HasDrops && _receivers[feed].TryReadDrops(out uint drops))
            {
                _pipeline.OnKernelDrops(drops, feed);
            }
        }

        _pipeline.OnTime(now);
    }

    /// <summary>The wall clock, which is read once a millisecond; the ticks carry it on in between.</summary>
    private long WallAt(long now)
    {
        if (now - _wallReadAt >= _wallTicks)
        {
            ReadWall(now);
        }

        return _wall + (long)((now - _wallReadAt) * _nanosecondsPerTick);
    }

    private void ReadWall(long now)
    {
        _wall = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _wallReadAt = now;
    }

    private static void ThrowIfFailed(SocketError error)
    {
        if (error != SocketError.Success)
        {
            throw new TransportException($"Receiving failed: {error}.");
        }
    }
}
