using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>How a server deals with clients that come back, or say so.</summary>
public sealed class ResumeServerTests : IAsyncDisposable
{
    private const string Resuming = "04 00 00 00 00 00 00 00";
    private const string NothingYet = "00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

    private readonly ServerRig _server = new(options => options with { Resume = new() { Patience = TimeSpan.FromSeconds(2) } });

    // TRN1-S1
    [Theory]
    [InlineData(Resuming, true)]
    [InlineData("00 00 00 00 00 00 00 00", false)]
    public async Task Gives_a_token_to_who_can_use_it(string features, bool given)
    {
        (string token, string time) = await TokenAsync(await _server.ConnectAsync(), features);
        (string other, _) = await TokenAsync(await _server.ConnectAsync(), features);

        Assert.Equal(given, token != Zeros);
        Assert.Equal(given, token != other);
        Assert.Equal(given ? "d0 07 00 00" : "00 00 00 00", time);
    }

    // TRN1-S3, TRN1-S4, TRN1-S6: the old connection lives as far as the server knows.
    [Fact]
    public async Task Goes_on_with_who_comes_back()
    {
        RawPeer first = await _server.ConnectAsync();
        (string token, _) = await TokenAsync(first, Resuming);
        await first.SendAsync("01 00 00 00 10 00 00 00 61");
        await _server.Handler.ConnectedAsync();
        await Eventually.TrueAsync(() => _server.Server.Connections.Single().GetStats().MessagesReceived == 1);

        RawPeer second = await _server.ConnectAsync();
        await second.SendAsync($"{Trn1Text.Preamble} {Hello(token, "00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")}");

        string welcome = await second.ReadFrameAsync();
        Assert.EndsWith($"03 00 38 00 {token} 01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", welcome, StringComparison.Ordinal);
        Assert.StartsWith("10 00 00 00 08 00 00 00 09 00 40 00 00 00 00 00 01 00 01 00", await second.ReadFrameAsync(), StringComparison.Ordinal);
        Assert.Equal("08 00 00 00 07 00 00 00 01 00 00 00 00 00 00 00", await second.ReadFrameAsync());
    }

    // TRN1-S2, TRN1-S8
    [Fact]
    public async Task Lets_nobody_guess_tokens()
    {
        await TokenAsync(await _server.ConnectAsync(), Resuming);
        string guess = string.Join(' ', Enumerable.Repeat("5a", 32));
        for (int i = 0; i < 10; i++)
        {
            Assert.StartsWith("0d 00 00 00 00 00 00 00", await RejectedAsync(guess), StringComparison.Ordinal);
        }

        string later = await RejectedAsync(guess);
        Assert.StartsWith("0d 00 00 00", later, StringComparison.Ordinal);
        Assert.False(later.StartsWith("0d 00 00 00 00 00 00 00", StringComparison.Ordinal));
    }

    // TRN1-S7
    [Theory]
    [InlineData("01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "07 00")]
    [InlineData("00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", "06 00")]
    public async Task Breaks_off_where_the_numbers_cannot_be(string point, string code)
    {
        (string token, _) = await TokenAsync(await _server.ConnectAsync(), Resuming);
        RawPeer second = await _server.ConnectAsync();
        await second.SendAsync($"{Trn1Text.Preamble} {Hello(token, point)}");
        await second.ReadFrameAsync();
        Assert.StartsWith(code, (await second.ReadFrameAsync())[24..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_no_more_sessions_than_it_may()
    {
        await using ServerRig server = new(options => options with { Resume = new() { MaxParked = 1 } });
        RawPeer first = await server.ConnectAsync();
        (string firstToken, _) = await TokenAsync(first, Resuming);
        MessageConnection firstSession = server.Server.Connections.Single();
        RawPeer second = await server.ConnectAsync();
        (string secondToken, _) = await TokenAsync(second, Resuming);
        MessageConnection secondSession = server.Server.Connections.Single(connection => connection != firstSession);

        first.Dispose();
        await Eventually.TrueAsync(() => firstSession.Session.IsAway);
        second.Dispose();

        Assert.Equal(CloseReason.LimitReached, await secondSession.Closed.WithinAsync());
        Assert.Equal("03", await AnswerAsync(server, secondToken));
        Assert.Equal("02", await AnswerAsync(server, firstToken));
        Assert.Equal(CloseReason.None, firstSession.CloseReason);
    }

    // TRN1-S2
    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    public async Task A_token_counts_to_its_last_byte(int wrong)
    {
        (string token, _) = await TokenAsync(await _server.ConnectAsync(), Resuming);
        byte[] other = Hex.Bytes(token);
        other[wrong] ^= 1;

        Assert.Equal("03", await AnswerAsync(_server, Hex.Text(other)));
        Assert.Equal("02", await AnswerAsync(_server, token));
    }

    // TRN1-S5, TRN1-T3: what has begun is over with its connection, and so is the time it has.
    [Fact]
    public async Task Waits_for_no_fragment_of_a_connection_that_is_gone()
    {
        await using ServerRig server = new(options => options with { Resume = new() });
        RawPeer first = await server.ConnectAsync();
        (string token, _) = await TokenAsync(first, Resuming);
        await first.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(512))} {Trn1Text.Heartbeat(next: 1, received: 0, timestamp: 7)}");
        await first.ReadFrameAsync();
        MessageConnection session = server.Server.Connections.Single();
        first.Dispose();
        await Eventually.TrueAsync(() => session.Session.IsAway);
        server.Time.Advance(TimeSpan.FromSeconds(15));

        RawPeer second = await server.ConnectAsync();
        await second.SendAsync($"{Trn1Text.Preamble} {Hello(token, NothingYet)}");
        await second.ReadFrameAsync();
        await Eventually.TrueAsync(() => session.GetStats().Resumptions == 1);
        server.Time.Advance(TimeSpan.FromMilliseconds(100));

        await second.SendAsync(Trn1Text.Data("61"));
        await Eventually.TrueAsync(() => session.GetStats().MessagesReceived == 1);
        Assert.Equal(1, session.GetStats().Resumptions);
        Assert.False(session.Session.IsAway);
    }

    // TRN1-S10
    [Fact]
    public async Task Keeps_no_session_that_was_left()
    {
        RawPeer first = await _server.ConnectAsync();
        (string token, _) = await TokenAsync(first, Resuming);
        await first.SendAsync("12 00 00 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
        await first.ReadFrameAsync();
        await Eventually.TrueAsync(() => _server.Server.Connections.Count <= 1);
        first.Dispose();
        await Eventually.TrueAsync(() => _server.Server.Connections.Count == 0);

        Assert.StartsWith("0d 00", await RejectedAsync(token), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Zeros => string.Join(' ', Enumerable.Repeat("00", 32));

    private static string Hello(string token, string point) => Trn1Text.Hello(features: Resuming, options: $"03 00 38 00 {token} {point}");

    private static async Task<(string Token, string Time)> TokenAsync(RawPeer peer, string features)
    {
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: features)}");
        byte[] welcome = Hex.Bytes(await peer.ReadFrameAsync());
        return (Hex.Text(welcome.AsSpan(8 + 48, 32)), Hex.Text(welcome.AsSpan(8 + 80, 4)));
    }

    /// <summary>The type of the frame that answers who comes back with this token.</summary>
    private static async Task<string> AnswerAsync(ServerRig server, string token)
    {
        RawPeer peer = await server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Hello(token, NothingYet)}");
        return (await peer.ReadFrameAsync())[12..14];
    }

    private async Task<string> RejectedAsync(string token)
    {
        RawPeer peer = await _server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Hello(token, NothingYet)}");
        string reject = await peer.ReadFrameAsync();
        Assert.Equal("03", reject[12..14]);
        return reject[24..];
    }
}
