using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Sockets.Tools.Perf.Messages;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>
/// Counts the numbers that are missing of what a publisher that drops sends. The connection loses nothing and keeps the order:
/// what is missing was dropped before it. A last message of <see cref="EndMarkLength"/> bytes says how much there was.
/// </summary>
internal sealed class GapSink : IDataSink
{
    /// <summary>Shorter than any message that is measured.</summary>
    public const int EndMarkLength = sizeof(long);

    // 1, 2, 3 to 4, ... over 16,384: as datagrams are counted.
    private const int Lengths = 16;

    private readonly IDataSink _sink;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _lengths = new long[Lengths];
    private long _next;
    private long _count;
    private long _missing;
    private long _misplaced;
    private long _bursts;
    private long _longest;

    /// <param name="sink">Takes the messages.</param>
    public GapSink(IDataSink sink) => _sink = sink;

    /// <summary>Done when the publisher has said how much there was, or nothing more will come.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What is known. Another thread may go on counting.</summary>
    public LossFigures Figures => new()
    {
        Expected = _next,
        Unique = _count,
        Delivered = _count,
        Lost = _missing,
        LostAtSender = _missing,
        Bursts = _bursts,
        LongestBurst = _longest,
        BurstLengths = [.. _lengths],
        Faults = _misplaced == 0 ? [] : [$"{_misplaced.ToString(CultureInfo.InvariantCulture)} messages came twice or out of order"],
    };

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        if (message.Length == EndMarkLength)
        {
            Pass(BinaryPrimitives.ReadInt64LittleEndian(message));
            _ended.TrySetResult();
            return;
        }

        long number = NumberedMessage.Read(message, out _);
        if (number < _next)
        {
            _misplaced++;
            return;
        }

        Pass(number);
        _next = number + 1;
        _count++;
        _sink.OnMessage(stream, message, new MessageTimes(Sent: 0, Arrived: stream.Now));
    }

    public void OnEnded(Exception? error)
    {
        _ended.TrySetResult();
        _sink.OnEnded(error);
    }

    /// <summary>All before a number were sent.</summary>
    private void Pass(long number)
    {
        long gap = number - _next;
        if (gap <= 0)
        {
            return;
        }

        _missing += gap;
        _bursts++;
        _longest = Math.Max(_longest, gap);
        _lengths[Math.Min(gap == 1 ? 0 : BitOperations.Log2((ulong)gap - 1) + 1, Lengths - 1)]++;
        _next = number;
    }
}
