using Sockets.Tools.Perf.Messages;

namespace Sockets.Tools.Tests.Perf.Messages;

public sealed class ArrivalsTests
{
    private readonly Arrivals _arrivals = new();

    [Fact]
    public void Counts_what_comes_after_the_first_scored_message_up_to_the_last()
    {
        Add(MessagePhase.WarmUp, 0, 1);
        Add(MessagePhase.Scored, 2, 3, 4);
        Assert.Equal((0, TimeSpan.Zero, false), (_arrivals.Scored, _arrivals.Duration, _arrivals.IsComplete));

        Add(MessagePhase.Last, 5);

        Assert.Equal((6, 3, true), (_arrivals.Count, _arrivals.Scored, _arrivals.IsComplete));
        Assert.True(_arrivals.Duration > TimeSpan.Zero);
        Assert.Equal((0, 0), (_arrivals.Missing, _arrivals.Misplaced));
    }

    [Fact]
    public void A_last_message_alone_scores_nothing()
    {
        Add(MessagePhase.Last, 0);

        Assert.Equal((1, 0, true), (_arrivals.Count, _arrivals.Scored, _arrivals.IsComplete));
    }

    [Fact]
    public void Numbers_passed_over_are_missing()
    {
        Add(MessagePhase.Scored, 2, 3, 7);

        Assert.Equal((3, 5, 0), (_arrivals.Count, _arrivals.Missing, _arrivals.Misplaced));
    }

    [Fact]
    public void A_number_that_comes_again_is_misplaced()
    {
        Add(MessagePhase.Scored, 0, 1, 1, 2, 0);

        Assert.Equal((5, 2), (_arrivals.Count, _arrivals.Misplaced));
    }

    [Fact]
    public void The_number_and_the_phase_are_the_first_nine_bytes()
    {
        byte[] message = new byte[NumberedMessage.Length];
        NumberedMessage.Write(message, 0x0102030405060708, MessagePhase.Last);

        Assert.Equal("08 07 06 05 04 03 02 01 02", string.Join(' ', message.Select(static b => b.ToString("x2"))));
        Assert.Equal(0x0102030405060708, NumberedMessage.Read(message, out MessagePhase phase));
        Assert.Equal(MessagePhase.Last, phase);
    }

    [Fact]
    public void The_times_are_the_sixteen_behind_and_the_flags_say_that_they_are_there()
    {
        byte[] message = new byte[NumberedMessage.StampedLength];
        NumberedMessage.Write(message, 1, MessagePhase.Scored);
        Assert.False(NumberedMessage.TryReadTimes(message, out _, out _));
        Assert.False(NumberedMessage.IsAskedBack(message));

        NumberedMessage.Stamp(message, due: 0x0A, sent: 0x0B);
        NumberedMessage.AskBack(message);

        Assert.Equal("01 00 00 00 00 00 00 00 c1 0a 00 00 00 00 00 00 00 0b 00 00 00 00 00 00 00", string.Join(' ', message.Select(static b => b.ToString("x2"))));
        Assert.True(NumberedMessage.TryReadTimes(message, out long due, out long sent));
        Assert.Equal((0x0A, 0x0B), (due, sent));
        Assert.True(NumberedMessage.IsAskedBack(message));
        NumberedMessage.Read(message, out MessagePhase phase);
        Assert.Equal(MessagePhase.Scored, phase);
    }

    private void Add(MessagePhase phase, params ReadOnlySpan<long> numbers)
    {
        byte[] message = new byte[16];
        foreach (long number in numbers)
        {
            NumberedMessage.Write(message, number, phase);
            _arrivals.Add(message);
        }
    }
}
