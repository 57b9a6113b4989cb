using Sockets.Transport.Buffers;
using Sockets.Transport.Multicast.Internal.Receiving;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// Messages are copied into pooled memory and collected, and offered to the queue once per batch, so that the receive
/// thread takes the lock once per batch.
/// </summary>
internal sealed class QueueOutput : IPipelineOutput
{
    private readonly List<QueuedMessage> _collected = [];
    private readonly List<(int Behind, MulticastSource Source)> _frameEnds = [];
    private readonly BufferPool _pool;
    private readonly MulticastKeySelector? _key;
    private readonly long _maxAgeTicks;
    private readonly long _ticksPerMillisecond;
    private readonly long _ticksPerSecond;
    private long _now;
    private long _wall;

    /// <summary>Makes an output.</summary>
    /// <param name="queue">What the messages wait in, as the options have it.</param>
    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="pool">Where memory comes from.</param>
    public QueueOutput(MulticastQueueOptions queue, TimeProvider time, BufferPool pool)
    {
        _pool = pool;
        _key = queue.Key;
        _ticksPerSecond = time.TimestampFrequency;
        _ticksPerMillisecond = _ticksPerSecond / 1000;
        _maxAgeTicks = queue.Overflow == OverflowPolicy.Deadline ? (long)(queue.MaxAge.TotalSeconds * _ticksPerSecond) : long.MaxValue;
    }

    /// <summary>What comes next came at this time.</summary>
    public void BeginBatch(long now, long wallNanoseconds)
    {
        _now = now;
        _wall = wallNanoseconds;
    }

    /// <summary>Offers everything collected. Called under the lock.</summary>
    public bool Flush(IDeliveryLine line)
    {
        int offered = 0;
        foreach ((int behind, MulticastSource source) in _frameEnds)
        {
            Offer(line, ref offered, behind);
            line.EndFrame(source);
        }

        Offer(line, ref offered, _collected.Count);
        bool any = _collected.Count + _frameEnds.Count > 0;
        _collected.Clear();
        _frameEnds.Clear();
        return any;
    }

    public void Deliver(in MulticastInfo info, ReadOnlySpan<byte> payload, int packets, in FrameMark mark, int maxAge)
    {
        PooledBuffer buffer = _pool.Rent(payload.Length);
        payload.CopyTo(buffer.Array);
        Deliver(info, buffer, payload.Length, packets, mark, maxAge);
    }

    public void Deliver(in MulticastInfo info, PooledBuffer buffer, int length, int packets, in FrameMark mark, int maxAge) =>
        _collected.Add(new QueuedMessage(buffer, length, packets, ExpiryOf(info, maxAge), KeyOf(info, buffer, length), mark, info));

    public void OnSource(MulticastSource source, MulticastSourceChange change)
    {
        if (change is MulticastSourceChange.Silent or MulticastSourceChange.Ended or MulticastSourceChange.Restarted)
        {
            _frameEnds.Add((_collected.Count, source));
        }
    }

    private void Offer(IDeliveryLine line, ref int offered, int upTo)
    {
        for (; offered < upTo; offered++)
        {
            line.Offer(_collected[offered], _now);
        }
    }

    private long ExpiryOf(in MulticastInfo info, int maxAge)
    {
        if (_maxAgeTicks == long.MaxValue)
        {
            return long.MaxValue;
        }

        // It may have waited in the kernel before it came here.
        double waited = Math.Max(0, _wall - info.ReceivedNanoseconds) / 1e9 * _ticksPerSecond;
        long most = maxAge == 0 ? _maxAgeTicks : Math.Min(_maxAgeTicks, maxAge * _ticksPerMillisecond);
        return _now + most - (long)waited;
    }

    private ulong KeyOf(in MulticastInfo info, PooledBuffer buffer, int length) => _key is null
        ? (ulong)info.Source.GetHashCode()
        : _key(info, buffer.Array.AsSpan(0, length));
}
