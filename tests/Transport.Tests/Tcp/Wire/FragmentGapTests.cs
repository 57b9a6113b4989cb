using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Messages that have begun, and the time until they go on.</summary>
public sealed class FragmentGapTests : IAsyncDisposable
{
    private const string Patient = "60 ea"; // a sign of life every 60 s, so that silence is not what ends the session

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private readonly ServerRig _server = new(options => options with { Limits = new ConnectionLimits { FrameTimeout = TimeSpan.FromSeconds(1) } });

    // TRN1-T3: whatever else the peer says meanwhile, whole or in pieces.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(39)]
    public async Task Gives_up_on_a_message_whose_next_fragment_does_not_come(int ahead)
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        byte[] heartbeat = Hex.Bytes(Trn1Text.Heartbeat(1, 0));
        byte[] shifted = [.. heartbeat[ahead..], .. heartbeat[..ahead]];
        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(256))} {Hex.Text(heartbeat.AsSpan(0, ahead))}".TrimEnd());
        await ArrivedAsync(connection, 264 + ahead);
        int steps = 0;
        while (connection.CloseReason == CloseReason.None && steps < 30)
        {
            await peer.TrySendAsync(shifted);
            await ArrivedAsync(connection, 264 + ahead + (++steps * shifted.Length));
            _server.Time.Advance(s_step);
        }

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.FrameTimeout, ended.Reason);
        Assert.StartsWith("The peer began a message in fragments and sent no more of it for ", ended.Error!.Message, StringComparison.Ordinal);
        Assert.True(steps > 10, $"Gave up after {steps} steps.");
        Assert.EndsWith(Trn1Text.Ascii(ended.Error.Message), await peer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    // TRN1-T3: a fragment that has begun has the time of a frame, and each gap has its own.
    [Fact]
    public async Task Counts_the_time_between_two_fragments_anew()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        byte[] fragment = Hex.Bytes(Trn1Text.More(Trn1Text.Bytes(1000)));
        int arrived = 0;
        for (int i = 0; i < 4; i++)
        {
            foreach (byte[] part in (byte[][])[fragment[..10], fragment[10..]])
            {
                await peer.SendAsync(part);
                await ArrivedAsync(connection, arrived += part.Length);
                _server.Time.Advance(TimeSpan.FromMilliseconds(900));
            }
        }

        await peer.SendAsync(Trn1Text.Data("62"));
        Assert.Equal($"{Trn1Text.Bytes(4000)} 62", await _server.Handler.MessageAsync());
        _server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CloseReason.None, connection.CloseReason);
    }

    // TRN1-T3: what is late then is not the peer.
    [Fact]
    public async Task Does_not_count_the_time_between_two_fragments_while_the_own_handler_is_at_work()
    {
        using var handler = new Blocking();
        await using ServerRig rig = new(options => options with
        {
            Handler = handler,
            Limits = new ConnectionLimits { FrameTimeout = TimeSpan.FromSeconds(1) },
            Session = new SessionOptions { HeartbeatInterval = TimeSpan.FromSeconds(60) },
        });
        RawPeer peer = await rig.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(256)));
        await Eventually.TrueAsync(() => rig.Server.Connections.Any(connection => connection.GetStats().WireBytesReceived == 68 + 264));
        rig.Time.Advance(TimeSpan.FromMilliseconds(700));
        await peer.SendAsync($"{Trn1Text.Data("61")} {Trn1Text.More(Trn1Text.Bytes(256))}");
        await handler.Entered.WithinAsync();

        rig.Time.Advance(TimeSpan.FromMilliseconds(1700));
        handler.Leave();
        await peer.SendAsync(Trn1Text.Heartbeat(2, 0, timestamp: 1));
        Assert.EndsWith(Trn1Text.U64(1), await peer.ReadFrameAsync(), StringComparison.Ordinal);
        rig.Time.Advance(TimeSpan.FromMilliseconds(700));

        Assert.Equal(CloseReason.None, Assert.Single(rig.Server.Connections).CloseReason);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>So many bytes behind the handshake have arrived, or the session has ended.</summary>
    private static Task ArrivedAsync(MessageConnection connection, int count)
    {
        const int PreambleAndHello = 8 + 8 + 52;
        return Eventually.TrueAsync(
            () => connection.CloseReason != CloseReason.None || connection.GetStats().WireBytesReceived == PreambleAndHello + count);
    }
}
