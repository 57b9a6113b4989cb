using System.Buffers.Binary;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;
using Sockets.Tools.Tests.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Streams;

/// <summary>What a publisher dropped, as its subscriber sees it.</summary>
public sealed class GapSinkTests
{
    private readonly FakeStream _stream = new() { Clock = 7_000 };
    private readonly Taken _taken = new();
    private readonly GapSink _gaps;

    public GapSinkTests() => _gaps = new GapSink(_taken);

    [Fact]
    public void Numbers_that_are_passed_over_were_dropped_by_the_sender()
    {
        Come(0, 1, 4, 6);

        LossFigures figures = _gaps.Figures;
        Assert.Equal((7, 4, 3, 3, 2, 2), (figures.Expected, figures.Delivered, figures.Lost, figures.LostAtSender, figures.Bursts, figures.LongestBurst));
        Assert.Equal([1, 1], figures.BurstLengths.Take(2));
        Assert.Empty(figures.Faults);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(16_384, 14)]
    [InlineData(16_385, 15)]
    [InlineData(1_000_000, 15)]
    public void A_run_of_lost_ones_is_counted_by_its_length(long length, int bucket)
    {
        Come(0, length + 1);

        Assert.Equal(1, _gaps.Figures.BurstLengths[bucket]);
        Assert.Equal(1, _gaps.Figures.BurstLengths.Sum());
    }

    [Fact]
    public void The_end_mark_says_how_much_there_was_and_is_no_message()
    {
        Come(0, 1);
        Assert.False(_gaps.Ended.IsCompleted);
        byte[] mark = new byte[GapSink.EndMarkLength];
        BinaryPrimitives.WriteInt64LittleEndian(mark, 10);
        _gaps.OnMessage(_stream, mark, default);

        Assert.True(_gaps.Ended.IsCompletedSuccessfully);
        Assert.Equal((10, 2, 8), (_gaps.Figures.Expected, _gaps.Figures.Delivered, _gaps.Figures.Lost));
        Assert.Equal(2, _taken.Messages);
    }

    [Fact]
    public void What_comes_twice_or_out_of_order_is_a_fault()
    {
        Come(0, 1, 1, 0);

        Assert.Equal("2 messages came twice or out of order", Assert.Single(_gaps.Figures.Faults));
        Assert.Equal(2, _gaps.Figures.Delivered);
    }

    [Fact]
    public void Messages_are_handed_on_with_the_time_they_came()
    {
        Come(0);

        Assert.Equal(7_000, _taken.LastArrived);
    }

    private void Come(params ReadOnlySpan<long> numbers)
    {
        byte[] message = new byte[64];
        foreach (long number in numbers)
        {
            NumberedMessage.Write(message, number, MessagePhase.Scored);
            _gaps.OnMessage(_stream, message, default);
        }
    }

    private sealed class Taken : IDataSink
    {
        public int Messages { get; private set; }

        public long LastArrived { get; private set; }

        public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
        {
            Messages++;
            LastArrived = at.Arrived;
        }
    }
}
