using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <content>What a peer must not ask.</content>
public sealed partial class RequestServerTests
{
    // TRN1-Q2
    [Theory]
    [InlineData("20", "10")]
    [InlineData("10", "20")]
    [InlineData("20", "21")]
    public async Task Refuses_a_fragment_of_another_type(string first, string second)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync($"{Trn1Text.Frame(first, Trn1Text.Bytes(256), flags: "01")} {Trn1Text.Frame(second, Trn1Text.Bytes(9))}");

        await BrokenOffAsync("between the fragments");
    }

    // TRN1-Q2, TRN1-D4: the head is part of the message.
    [Theory]
    [InlineData(992, true)]
    [InlineData(993, false)]
    public async Task Takes_a_request_up_to_the_limit_of_messages(int length, bool taken)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(Trn1Text.Request(1, 1000, Trn1Text.Bytes(length)));

        if (taken)
        {
            RequestBoard.Call call = await _board.NextAsync();
            Assert.Equal(length, call.Text.Length);
            call.Reply("");
            Assert.Equal(Trn1Text.Reply(1), await peer.ReadFrameAsync());
        }
        else
        {
            Assert.Equal(CloseReason.FrameTooLarge, (await _server.Handler.EndedAsync()).Reason);
        }
    }

    // TRN1-Q1
    [Theory]
    [InlineData("20")]
    [InlineData("21")]
    [InlineData("22")]
    public async Task Refuses_what_was_not_agreed_on(string type)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame(type, Trn1Text.Bytes(12), flags: "80"));

        await BrokenOffAsync("not allowed");
    }

    // TRN1-Q3, TRN1-F6
    [Theory]
    [InlineData("07 00 00 00 20 00 00 00 01 00 00 00 e8 03 00")]
    [InlineData("08 00 00 00 20 00 00 00 01 00 00 00 00 00 00 00")]
    [InlineData("07 00 00 00 21 00 00 00 01 00 00 00 00 00 00")]
    [InlineData("03 00 00 00 22 00 00 00 01 00 00")]
    [InlineData("08 00 00 00 20 00 01 00 01 00 00 00 e8 03 00 00")]
    [InlineData("04 00 00 00 22 00 01 00 01 00 00 00")]
    [InlineData("08 00 00 00 20 02 00 00 01 00 00 00 e8 03 00 00")]
    public async Task Refuses_what_is_malformed(string frame)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(frame);

        Assert.Equal(CloseReason.ProtocolViolation, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-Q4: also cancelled ones keep their place, so that who cancels and asks anew gains nothing.
    [Theory]
    [InlineData("")]
    [InlineData("04 00 00 00 22 00 00 00 01 00 00 00")]
    public async Task Refuses_one_request_more_than_it_said(string between)
    {
        await using ServerRig server = new(options => options with { Requests = _board.Options with { MaxInFlight = 2 } });
        RawPeer peer = await server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: Trn1Text.Requests)}");
        Assert.EndsWith("01 00 04 00 02 00 00 00", await peer.ReadFrameAsync(), StringComparison.Ordinal);

        await peer.SendAsync($"{Trn1Text.Request(1, 1000)} {Trn1Text.Request(2, 1000)}");
        RequestBoard.Call first = await _board.NextAsync();
        RequestBoard.Call second = await _board.NextAsync();
        await peer.SendAsync($"{between} {Trn1Text.Request(3, 1000)}");

        Recorder.Ended ended = await server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains("more requests in flight than the 2", ended.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("0a 00 00 00 06 00", (await peer.ReadFrameAsync())[12..29]);
        await Task.WhenAll(first.StoppedAsync(), second.StoppedAsync());
        first.Reply("");
        second.Reply("");
        await Eventually.TrueAsync(() => ended.Connection.CheckedRequests() is { Serving: 0, Unanswered: 2 });
    }

    // TRN1-Q5
    [Fact]
    public async Task Refuses_an_id_that_is_in_flight()
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync($"{Trn1Text.Request(1, 1000)} {Trn1Text.Request(1, 1000)}");

        await BrokenOffAsync("in flight already");
    }

    private async Task BrokenOffAsync(string why)
    {
        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains(why, ended.Error!.Message, StringComparison.Ordinal);

        // What had not begun by then never does.
        await Eventually.TrueAsync(() =>
        {
            while (_board.TryNext(out RequestBoard.Call? call))
            {
                call.Reply("");
            }

            return ended.Connection.CheckedRequests().Serving == 0;
        });
    }
}
