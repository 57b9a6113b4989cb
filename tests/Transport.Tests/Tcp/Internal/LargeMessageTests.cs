using System.Net.Sockets;
using Sockets.Transport.Flow;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>Messages that go out of their caller's memory.</summary>
public sealed class LargeMessageTests : IDisposable
{
    private const int Length = LargeMessage.ShortestLength;

    private readonly CheckedPool _pool = new();
    private readonly CancellationTokenSource _cancel = new();
    private OutboxRig _box = null!;
    private SendLane _lane = null!;

    public static TheoryData<int, int> LengthsAndFrames()
    {
        TheoryData<int, int> data = [];
        foreach (int frame in new[] { 256, 1000, Length - 1, Length, Length + 1, 65_528 })
        {
            foreach (int length in new[] { Length, Length + 1, 2 * Length, 65_528, 65_529, 131_056, 131_057, 300_000 })
            {
                data.Add(length, frame);
            }
        }

        return data;
    }

    public void Dispose()
    {
        _lane.Close();
        Task closed = _box.Outbox.CloseAsync();
        _box.Link.Abort();
        Assert.True(closed.IsCompletedSuccessfully);
        Assert.False(_box.GateWasHeld);
        Assert.Equal(0, Counters.Pending);
        _pool.Dispose();
        _cancel.Dispose();
    }

    [Theory]
    [MemberData(nameof(LengthsAndFrames))]
    public async Task Are_the_same_bytes_on_the_wire_as_copied_ones(int length, int frame)
    {
        byte[] message = Pattern(length);
        Open(frame, new TestLink { Gathers = false });
        Assert.Equal(SendStatus.Sent, await Send(message).WithinAsync());
        byte[] copied = _box.Link.Taken;
        Dispose();

        Open(frame, new TestLink());
        Assert.Equal(SendStatus.Sent, await Send(message).WithinAsync());

        Assert.Equal(copied, _box.Link.Taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(263)]
    [InlineData(264)]
    [InlineData(265)]
    [InlineData(1055)]
    [InlineData(10_000)]
    public async Task Go_on_where_the_kernel_stopped(int mostPerCall)
    {
        byte[] message = Pattern(Length + 5);
        Open(frame: 256, new TestLink());
        await Send(message).WithinAsync();
        byte[] whole = _box.Link.Taken;
        Dispose();

        Open(frame: 256, new TestLink { MostPerCall = mostPerCall, WaitsInPlace = true });
        Task<SendStatus> sending = Send(message);

        Assert.Equal(SendStatus.Sent, await sending.WithinAsync());
        Assert.Equal(whole, _box.Link.Taken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Take_no_memory_and_give_the_callers_back_when_the_kernel_has_it(bool waitsInPlace)
    {
        Open(frame: 1000, new TestLink { WaitsInPlace = waitsInPlace });
        _box.Link.TakeOnly(5000);

        Task<SendStatus> sending = Send(Pattern(Length));
        _box.RunScheduled();

        Assert.False(sending.IsCompleted);
        Assert.Equal(0, _pool.Outstanding);
        Assert.Equal((1L, 0L), (Counters.Pending, Counters.Sent));

        _box.Link.TakeMore(long.MaxValue);
        _box.RunScheduled();
        Assert.Equal(SendStatus.Sent, await sending.WithinAsync());
        Assert.Equal((0L, 1L), (Counters.Pending, Counters.Sent));
    }

    [Fact]
    public async Task Are_told_closed_when_the_connection_ends_before_the_kernel_has_them()
    {
        Open(frame: 1000, new TestLink());
        _box.Link.TakeOnly(5000);
        Task<SendStatus> sending = Send(Pattern(Length));

        _lane.Close();
        Assert.False(sending.IsCompleted);
        _box.Link.FailSending(SocketError.ConnectionReset);

        Assert.Equal(SendStatus.Closed, await sending.WithinAsync());
        Assert.Equal(1, Counters.DroppedAtClose);
    }

    [Fact]
    public async Task Are_told_closed_when_the_last_piece_was_cut()
    {
        Open(frame: 65_528, new TestLink());
        _box.Link.TakeOnly(Length);
        Task<SendStatus> sending = Send(Pattern(Length));

        _lane.Close();
        _box.Link.FailSending(SocketError.ConnectionReset);

        Assert.Equal(SendStatus.Closed, await sending.WithinAsync());
        Assert.Equal((0L, 1L), (Counters.Sent, Counters.DroppedAtClose));
    }

    [Fact]
    public async Task Let_control_in_where_the_frame_ends_that_was_cut()
    {
        Open(frame: 1000, new TestLink());
        _box.Link.TakeOnly(1500);
        Task<SendStatus> sending = Send(new byte[Length]);

        _box.Say("CONTROL");
        _box.Link.TakeMore(long.MaxValue);

        Assert.Equal(SendStatus.Sent, await sending.WithinAsync());
        Assert.Equal(2 * 1008, _box.Text.IndexOf("CONTROL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Let_control_in_after_four_frames_of_one_call()
    {
        Open(frame: 1000, new TestLink());
        _box.OnSend = () =>
        {
            _box.OnSend = static () => { };
            _box.Say("CONTROL");
        };

        await Send(new byte[Length]).WithinAsync();

        Assert.Equal(4 * 1008, _box.Text.IndexOf("CONTROL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keep_their_place_in_the_order()
    {
        Open(frame: 65_528, new TestLink());
        int[] lengths = [10, Length, 20, Length + 1, 30];
        _box.Link.TakeOnly(0);
        Task<SendStatus>[] sending = [.. lengths.Select(length => Send(new byte[length]))];

        _box.Link.TakeMore(long.MaxValue);

        Assert.All(await Task.WhenAll(sending).WithinAsync(), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal(lengths, FrameLengths(_box.Link.Taken));
    }

    [Fact]
    public async Task Cannot_be_cancelled_once_they_are_on_their_way()
    {
        Open(frame: 1000, new TestLink());
        _box.Link.TakeOnly(5000);
        Task<SendStatus> first = _lane.SendAsync(Pattern(Length), _cancel.Token).AsTask();
        Task<SendStatus> waiting = _lane.SendAsync(Pattern(Length), _cancel.Token).AsTask();

        await _cancel.CancelAsync();
        _box.Link.TakeMore(long.MaxValue);

        Assert.Equal(SendStatus.Sent, await first.WithinAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());
    }

    private SendCounters Counters
    {
        get
        {
            lock (_box.Outbox.Gate)
            {
                return _lane.Count();
            }
        }
    }

    private void Open(int frame, TestLink link)
    {
        _box = new OutboxRig(_pool, capacity: 1000, link: link);
        _lane = new SendLane(_box.Outbox, _pool.Pool, new SendQueueSetup(OverflowPolicy.Wait, 1, 1), static () => { });
        _box.OnRoom = _lane.Pump;
        _lane.Open(new NativeWriter(frame, 1 << 20), new SendCredit(new Credit(1 << 30, 1000)));
    }

    /// <summary>Sends on this thread, as far as the link takes it, whatever was handed over included.</summary>
    private Task<SendStatus> Send(byte[] message)
    {
        Task<SendStatus> sending = _lane.SendAsync(message, TestContext.Current.CancellationToken).AsTask();
        _box.RunScheduled();
        return sending;
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + (i >> 8)))];

    private static List<int> FrameLengths(byte[] wire)
    {
        List<int> lengths = [];
        for (int i = 0; i < wire.Length; i += 8 + lengths[^1])
        {
            lengths.Add(BitConverter.ToInt32(wire, i));
        }

        return lengths;
    }
}
