using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Measuring;

/// <summary>Counts what a one-way receiver gets between the two markers of <see cref="OneWayPace"/>. No clock is read per message.</summary>
internal sealed class OneWayMeter(EndContext end)
{
    private readonly int _size = end.Size;
    private long _count;
    private long _started;
    private long _ended;

    /// <summary>One message has been parsed.</summary>
    /// <returns>Whether more are to come; false at the second marker.</returns>
    /// <exception cref="LegFailedException">It has a length that nobody sent.</exception>
    public bool Count(int length)
    {
        if (length == _size)
        {
            _count++;
            return true;
        }

        return Mark(length);
    }

    /// <summary>What was seen.</summary>
    public Figures Figures()
    {
        double seconds = (_ended - _started) / (double)Stopwatch.Frequency;
        return new Figures
        {
            [Keys.Count] = _count,
            [Keys.CountWhileCosting] = _count,
            [Keys.BytesWhileCosting] = _count * (double)_size,
            [Keys.Seconds] = seconds,
            [Keys.MessagesPerSecond] = _count / seconds,
            [Keys.BytesPerSecond] = _count * (double)_size / seconds,
        };
    }

    private bool Mark(int length)
    {
        if (length != OneWayPace.MarkerLength)
        {
            throw new LegFailedException($"a message of {length} bytes arrived; {_size} were sent");
        }

        if (_started == 0)
        {
            end.Scoring();
            _count = 0;
            _started = Stopwatch.GetTimestamp();
            return true;
        }

        _ended = Stopwatch.GetTimestamp();
        return false;
    }
}
