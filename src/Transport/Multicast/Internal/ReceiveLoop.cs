using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>
/// The receive thread: takes what the kernel has, puts it through the pipeline, and publishes what became of it, once
/// per batch. It never waits for the application.
/// </summary>
internal sealed class ReceiveLoop
{
    /// <summary>How often sources are looked at and the kernel is asked what it dropped: 10 ms.</summary>
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromMilliseconds(10);

    /// <summary>What was in the kernel's buffer when the receiver was stopped is taken: at most so many batches.</summary>
    private const int MostDrained = 100_000;

    private readonly IDatagramReceiver _receiver;
    private readonly ReceivePipeline _pipeline;
    private readonly IBatchEnd _batchEnd;
    private readonly TimeProvider _time;
    private readonly ReceiveWait _wait;
    private readonly long _housekeepingTicks;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastHousekeeping;
    private volatile bool _stop;

    /// <summary>Makes a loop; <see cref="Start"/> starts it.</summary>
    public ReceiveLoop(
        IDatagramReceiver receiver, ReceivePipeline pipeline, IBatchEnd batchEnd, TimeProvider time, MulticastWaiting waiting)
    {
        _receiver = receiver;
        _pipeline = pipeline;
        _batchEnd = batchEnd;
        _time = time;
        _wait = waiting == MulticastWaiting.Spin ? ReceiveWait.None : ReceiveWait.Brief;
        _housekeepingTicks = (long)(s_housekeeping.TotalSeconds * time.TimestampFrequency);
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
                if (!Turn(_wait))
                {
                    Thread.SpinWait(1);
                }
            }

            for (int i = 0; i < MostDrained && Turn(ReceiveWait.None); i++)
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
            _receiver.Dispose();
            _ended.TrySetResult();
        }
    }

    /// <summary>One call into the kernel and what follows from it. Whether it took anything.</summary>
    private bool Turn(ReceiveWait wait)
    {
        LinkResult received = _receiver.Receive(wait);
        if (received.Failed)
        {
            throw new TransportException($"Receiving failed: {received.Error}.");
        }

        long now = _time.GetTimestamp();
        if (received.Bytes > 0)
        {
            long wall = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            _pipeline.BeginBatch(now, wall);
            _batchEnd.BeginBatch(now, wall);
            for (int i = 0; i < received.Bytes; i++)
            {
                ReadOnlySpan<byte> datagram = _receiver.Get(i, out DatagramMeta meta);
                _pipeline.OnDatagram(datagram, meta);
            }
        }

        bool keepsHouse = now - _lastHousekeeping >= _housekeepingTicks;
        if (keepsHouse)
        {
            KeepHouse(now);
        }

        if (received.Bytes > 0 || keepsHouse)
        {
            _batchEnd.EndBatch();
        }

        if (received.Bytes > 0)
        {
            _pipeline.OnAway(_time.GetTimestamp() - now);
        }

        return received.Bytes > 0;
    }

    private void KeepHouse(long now)
    {
        _lastHousekeeping = now;
        if (_receiver.HasDrops && _receiver.TryReadDrops(out uint drops))
        {
            _pipeline.OnKernelDrops(drops);
        }

        _pipeline.OnTime(now);
    }
}
