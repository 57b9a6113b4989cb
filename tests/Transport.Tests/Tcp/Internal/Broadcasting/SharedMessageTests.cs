using Sockets.Transport.Tcp.Internal.Broadcasting;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal.Broadcasting;

/// <summary>The frames that several connections send out of one block.</summary>
public sealed class SharedMessageTests : IDisposable
{
    private readonly CheckedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData("", 2, "0000000010000000")]
    [InlineData("AA", 2, "0100000010000000AA")]
    [InlineData("AABB", 2, "0200000010000000AABB")]
    [InlineData("AABBCC", 2, "0200000010010000AABB0100000010000000CC")]
    [InlineData("AABBCCDD", 2, "0200000010010000AABB0200000010000000CCDD")]
    public void Are_data_frames_of_the_length_the_peer_takes(string payload, int frame, string wire)
    {
        SharedMessage message = SharedMessage.Of(Convert.FromHexString(payload), payload.Length / 2, frame, _pool.Pool);

        Assert.Equal(wire, Convert.ToHexString(message.Span));
        message.Buffer.Release();
    }

    /// <summary>Every frame bears the flag; the cost is that of the message as it was.</summary>
    [Fact]
    public void Bear_the_flag_of_a_compressed_message()
    {
        SharedMessage message = SharedMessage.Of(Convert.FromHexString("AABBCC"), rawLength: 5, frameLength: 2, _pool.Pool);

        Assert.Equal("0200000010050000AABB0100000010040000CC", Convert.ToHexString(message.Span));
        Assert.Equal((19, (3 * 8) + 5), (message.WireLength, message.Cost));
        message.Buffer.Release();
    }

    [Theory]
    [InlineData(2, 2, 2, true)]
    [InlineData(2, 2, 3, true)]
    [InlineData(2, 3, 2, true)]
    [InlineData(3, 2, 2, true)]
    [InlineData(3, 2, 3, false)]
    [InlineData(3, 3, 2, false)]
    public void Suit_whoever_would_get_the_same_frames(int length, int frame, int others, bool suits)
    {
        SharedMessage message = SharedMessage.Of(new byte[length], length, frame, _pool.Pool);

        Assert.Equal(suits, message.Suits(others));
        message.Buffer.Release();
    }

    /// <summary>Control frames come between the frames of a shared message, and its block is held until it was sent.</summary>
    [Fact]
    public void Let_control_frames_pass_between_them()
    {
        OutboxRig box = new(_pool, capacity: 1_000_000, link: new TestLink { MostPerCall = 30_000 });
        SharedMessage message = SharedMessage.Of(new byte[200_000], 200_000, frameLength: 10_000, _pool.Pool);
        int calls = 0;
        box.OnSend = () =>
        {
            if (++calls == 2)
            {
                box.Say("C");
            }
        };

        bool send;
        lock (box.Outbox.Gate)
        {
            box.Outbox.Append(message);
            send = box.Outbox.TakeRole();
        }

        message.Buffer.Release();
        Assert.True(send);
        box.Outbox.SendNow();
        box.RunScheduled();

        Assert.Equal(0, box.Outbox.Pending);
        Assert.Equal(1UL, box.MessagesOnWire);
        Assert.Equal((byte)'C', box.Link.Taken[3 * 10_008]);
        Assert.Equal(0, _pool.Outstanding);
    }
}
