using System.Buffers.Binary;
using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Scale;

/// <summary>
/// The handler of many connections that receive: counts on each, and takes the sum twice, at the beginning of the scored
/// window and at its end. The last message on a connection says how many went before it.
/// </summary>
internal sealed class CrowdSink : IMessageHandler
{
    private readonly int _connections;
    private readonly List<Counter> _counters = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _finished;

    public CrowdSink(int connections) => _connections = connections;

    /// <summary>The length of the last message; no other may have it.</summary>
    public const int LastLength = sizeof(long);

    /// <summary>The last message on a connection.</summary>
    public static byte[] Last(long before)
    {
        byte[] last = new byte[LastLength];
        BinaryPrimitives.WriteInt64LittleEndian(last, before);
        return last;
    }

    public void OnConnected(MessageConnection connection)
    {
        Counter counter = new();
        connection.Tag = counter;
        lock (_counters)
        {
            _counters.Add(counter);
            if (_counters.Count == _connections)
            {
                _all.SetResult();
            }
        }
    }

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        var counter = (Counter)connection.Tag!;
        if (payload.Length != LastLength)
        {
            counter.Add();
            return;
        }

        long sent = BinaryPrimitives.ReadInt64LittleEndian(payload);
        if (counter.Value != sent)
        {
            _done.TrySetException(new LegFailedException($"the count does not close: {sent} sent on a connection, {counter.Value} received"));
        }
        else if (Interlocked.Increment(ref _finished) == _connections)
        {
            _done.TrySetResult();
        }
    }

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
        _done.TrySetException(new LegFailedException($"a connection closed: {reason} {error?.Message}"));

    /// <summary>Lets the crowd come, warm up and send, and reports once everything has arrived.</summary>
    public async Task MeasureAsync(EndContext end)
    {
        await _all.Task;
        await Task.Delay(end.Plan.Warmup);
        end.Scoring();
        long before = Sum();
        long since = Stopwatch.GetTimestamp();
        await Task.Delay(end.Plan.Scored);
        double count = Sum() - before;
        double seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await _done.Task;
        end.Finish(new Figures
        {
            [Keys.MessagesPerSecond] = count / seconds,
            [Keys.CountWhileCosting] = Sum() - before,
        });
    }

    private long Sum()
    {
        lock (_counters)
        {
            return _counters.Sum(static counter => counter.Value);
        }
    }

    /// <summary>One connection's own, written by its receive loop only.</summary>
    private sealed class Counter
    {
        private long _value;

        public long Value => Volatile.Read(ref _value);

        public void Add() => Volatile.Write(ref _value, _value + 1);
    }
}
