using System.Diagnostics;

namespace Sockets.Tools.Perf.Messages;

/// <summary>
/// What a receiver sees: how many numbered messages, which numbers are missing, and how long the scored ones took. The
/// clock is read at the first scored message and at the last. One thread at a time.
/// </summary>
internal sealed class Arrivals
{
    private long _beforeScoring;
    private long _endedAt;

    /// <summary>When the first scored message came, in ticks of <see cref="Stopwatch"/>; 0 before it has.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Messages, with those of the warm-up.</summary>
    public long Count { get; private set; }

    /// <summary>The number behind that of the message that came last.</summary>
    public long Next { get; private set; }

    /// <summary>Numbers that were passed over.</summary>
    public long Missing { get; private set; }

    /// <summary>Messages that came twice, or after one with a higher number.</summary>
    public long Misplaced { get; private set; }

    /// <summary>Messages after the first scored one, up to and with the last: those that took <see cref="Duration"/>.</summary>
    public long Scored => IsComplete ? Count - _beforeScoring - 1 : 0;

    /// <summary>From the first scored message to the last; nothing before the last has come.</summary>
    public TimeSpan Duration => IsComplete ? Stopwatch.GetElapsedTime(StartedAt, _endedAt) : TimeSpan.Zero;

    /// <summary>As <see cref="Scored"/>, when the last message has not come and may never.</summary>
    public long ScoredSoFar => IsComplete ? Scored : StartedAt == 0 ? 0 : Count - _beforeScoring - 1;

    /// <summary>As <see cref="Duration"/>, when the last message has not come: until now.</summary>
    public TimeSpan DurationSoFar => IsComplete || StartedAt == 0 ? Duration : Stopwatch.GetElapsedTime(StartedAt);

    /// <summary>Whether the last message has come.</summary>
    public bool IsComplete => _endedAt != 0;

    /// <summary>A message has come.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        long number = NumberedMessage.Read(message, out MessagePhase phase);
        if (number != Next)
        {
            Jump(number);
        }

        Next = number + 1;
        if (phase != MessagePhase.WarmUp)
        {
            Score(phase);
        }

        Count++;
    }

    private void Jump(long number)
    {
        if (number > Next)
        {
            Missing += number - Next;
        }
        else
        {
            Misplaced++;
        }
    }

    private void Score(MessagePhase phase)
    {
        if (StartedAt == 0)
        {
            StartedAt = Stopwatch.GetTimestamp();
            _beforeScoring = Count;
        }

        if (phase == MessagePhase.Last)
        {
            _endedAt = Stopwatch.GetTimestamp();
        }
    }
}
