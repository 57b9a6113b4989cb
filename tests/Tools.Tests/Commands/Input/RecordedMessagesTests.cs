using System.Buffers.Binary;
using Sockets.Tools.Commands.Input;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Input;

/// <summary>A recording of datagrams at 0, 10, 10 and 250 ms, played to a clock of the test's own.</summary>
public sealed class RecordedMessagesTests : IDisposable
{
    private static readonly int[] s_milliseconds = [0, 10, 10, 250];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    [InlineData(100)]
    public async Task Each_datagram_is_due_when_it_was_recorded_divided_by_the_speed(double speed)
    {
        Write();
        SteppingTime time = new();
        using RecordedMessages messages = new(_path, speed, longest: 100, time);
        List<TimeSpan> due = [];
        while (await messages.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            due.Add(time.Now);
            Assert.True(messages.TryRead(out ReadOnlyMemory<byte> message));
            Assert.Equal(due.Count, message.Span[0]);
            Assert.False(messages.TryRead(out _));
        }

        Assert.Equal(s_milliseconds.Length, due.Count);
        Assert.All(s_milliseconds.Zip(due), pair => Assert.InRange(
            pair.Second - due[0] - (TimeSpan.FromMilliseconds(pair.First) / speed), TimeSpan.FromMicroseconds(-2), TimeSpan.FromMicroseconds(20)));
    }

    [Fact]
    public async Task One_that_went_late_does_not_move_those_behind_it()
    {
        Write();
        SteppingTime time = new();
        using RecordedMessages messages = new(_path, speed: 1, longest: 100, time);
        await messages.WaitToReadAsync(TestContext.Current.CancellationToken);
        TimeSpan start = time.Now;
        time.Advance(TimeSpan.FromMilliseconds(100));
        for (int i = 1; i < s_milliseconds.Length; i++)
        {
            messages.TryRead(out _);
            await messages.WaitToReadAsync(TestContext.Current.CancellationToken);
        }

        Assert.InRange(time.Now - start, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250.1));
    }

    /// <summary>A pcap file of raw IP packets, with nanoseconds.</summary>
    private void Write()
    {
        using FileStream file = File.Create(_path);
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0xA1B23C4D);
        head[4] = 2;
        head[6] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 65_535);
        head[20] = 101;
        file.Write(head);
        Span<byte> record = stackalloc byte[16 + 20 + 8 + 1];
        for (int i = 0; i < s_milliseconds.Length; i++)
        {
            record.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(record, 1000);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], s_milliseconds[i] * 1_000_000);
            record[8] = record[12] = 29;
            (record[16], record[19], record[24], record[25]) = (0x45, 29, 64, 17);
            record[41] = 9;
            record[44] = (byte)(i + 1);
            file.Write(record);
        }
    }
}
