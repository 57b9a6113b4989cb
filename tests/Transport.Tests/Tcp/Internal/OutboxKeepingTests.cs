using Sockets.Transport.Framing;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>An outbox whose blocks are kept until they are acknowledged, and sent again by another outbox. Frames are TRN1's.</summary>
public sealed class OutboxKeepingTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly ReplayBuffer _kept = new(new ResumeOptions(), Ticker.For(new ManualTime()));
    private readonly OutboxRig _first;
    private ulong _number;

    public OutboxKeepingTests() => _first = Rig();

    public void Dispose()
    {
        _kept.Close();
        _ = _first.Outbox.CloseAsync();
        _pool.Dispose();
    }

    [Fact]
    public void Fills_a_block_however_often_it_sends()
    {
        Post(_first, 1);
        Post(_first, 2);
        Post(_first, 3);
        Assert.Equal((3, 1L), (_first.Link.Calls.Length, _pool.Outstanding));
    }

    [Fact]
    public void Holds_no_block_when_everything_is_acknowledged()
    {
        Post(_first, 1);
        _kept.Acknowledge(1);
        _first.Outbox.CloseBlock();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Keeps_the_block_that_is_not_sent_yet()
    {
        _first.Link.TakeOnly(3);
        Post(_first, 1);
        _kept.Acknowledge(1);
        _first.Outbox.CloseBlock();
        Assert.Equal(1, _pool.Outstanding);
    }

    [Theory]
    [InlineData(1, "010203")]
    [InlineData(2, "0203")]
    [InlineData(3, "03")]
    [InlineData(4, "")]
    public void Another_one_sends_it_again_from_any_message_on(ulong from, string expected)
    {
        Post(_first, 1);
        Post(_first, 2);
        Post(_first, 3);
        _ = _first.Outbox.CloseAsync();
        _kept.Acknowledge(from - 1);
        OutboxRig second = Rig();
        lock (second.Outbox.Gate)
        {
            second.Outbox.SendAgain(_kept, from);
        }

        Post(second, 4);
        Assert.Equal(expected + "04", Payloads(second));
        Assert.Equal(4UL, second.MessagesOnWire);
        _ = second.Outbox.CloseAsync();
    }

    [Fact]
    public void What_was_cut_in_the_middle_is_sent_again_whole()
    {
        _first.Link.TakeOnly(13);
        Post(_first, 1, 2);
        _ = _first.Outbox.CloseAsync();
        _first.Link.Abort();
        _first.RunScheduled();
        OutboxRig second = Rig();
        lock (second.Outbox.Gate)
        {
            second.Outbox.SendAgain(_kept, 2);
        }

        Post(second, 3);
        Assert.Equal("0203", Payloads(second));
        _ = second.Outbox.CloseAsync();
    }

    /// <summary>So that a block never begins inside a message, and control need not wait for the end of a long one.</summary>
    [Fact]
    public void A_message_of_several_frames_has_a_block_of_its_own()
    {
        _first.Link.MostPerCall = 12;
        Post(_first, 1);
        lock (_first.Outbox.Gate)
        {
            _first.Outbox.OpenBlock(27, frameLength: 1);
            for (byte i = 0; i < 3; i++)
            {
                Frame(_first.Outbox, (byte)(0xa0 + i), i < 2 ? Trn1Header.More : (byte)0);
            }

            _first.Outbox.EndMessage();
            _kept.Stamp(_first.Outbox, ++_number, cost: 0);
        }

        _first.Say("CONTROL");
        Post(_first, 3);
        Assert.Equal(3, _pool.Outstanding);
        Assert.Equal(3UL, _first.MessagesOnWire);
    }

    private OutboxRig Rig()
    {
        OutboxRig rig = new(_pool);
        rig.Outbox.KeepIn(_kept);
        return rig;
    }

    private void Post(OutboxRig rig, params byte[] messages)
    {
        bool send;
        lock (rig.Outbox.Gate)
        {
            foreach (byte message in messages)
            {
                Frame(rig.Outbox, message, flags: 0);
                rig.Outbox.EndMessage();
                _kept.Stamp(rig.Outbox, ++_number, cost: 0);
            }

            send = rig.Outbox.TakeRole();
        }

        if (send)
        {
            rig.Outbox.SendNow();
        }
    }

    private static void Frame(Outbox outbox, byte payload, byte flags)
    {
        Span<byte> frame = outbox.Reserve(Trn1Header.Size + 1);
        new Trn1Header(1, Trn1FrameType.Data, flags, Channel: 0).Write(frame);
        frame[Trn1Header.Size] = payload;
        outbox.Commit(Trn1Header.Size + 1);
    }

    /// <summary>The payloads of what went over the link, a byte each.</summary>
    private static string Payloads(OutboxRig rig) =>
        Convert.ToHexString([.. rig.Link.Taken.Where((_, i) => i % (Trn1Header.Size + 1) == Trn1Header.Size)]);
}
