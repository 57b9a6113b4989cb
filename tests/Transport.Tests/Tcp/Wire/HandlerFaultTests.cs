using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>A handler that throws ends its own connection, and nobody else's.</summary>
public sealed class HandlerFaultTests
{
    /// <summary>Where it throws.</summary>
    public enum Where
    {
        Connected,
        Message,
        BatchEnd,
        Closed,
    }

    // TRN1-R1: the peer learns that it failed, and not how.
    [Theory]
    [InlineData(Where.Connected, "no session")]
    [InlineData(Where.Message, "62")]
    [InlineData(Where.BatchEnd, "62")]
    public async Task Closes_its_own_connection_only(Where where, string second)
    {
        var handler = new Faulty(where);
        await using ServerRig rig = new(options => options with { Handler = handler });
        RawPeer other = await rig.OpenAsync();
        await other.SendAsync(Trn1Text.Data("61"));
        Assert.Equal("61", await handler.Recorder.MessageAsync());

        RawPeer peer = await rig.ConnectAsync();
        handler.Fails = where == Where.Connected;
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello()}");
        if (where != Where.Connected)
        {
            await peer.ReadFrameAsync();
            handler.Fails = true;
            await peer.SendAsync(Trn1Text.Data(second));
        }

        Assert.Equal(Trn1Text.Error(9, "The application's handler failed."), await peer.ReadToEndAsync());
        Recorder.Ended ended = await handler.Recorder.EndedAsync();
        Assert.Equal(CloseReason.HandlerFailed, ended.Reason);
        Assert.IsType<InvalidTimeZoneException>(ended.Error);

        handler.Fails = false;
        await other.SendAsync(Trn1Text.Data("63"));
        string next = await handler.Recorder.MessageAsync();
        Assert.Equal("63", next == second ? await handler.Recorder.MessageAsync() : next);
        Assert.Single(rig.Server.Connections);
    }

    // What it throws last changes nothing: the connection has ended, is counted as ended, and says what was thrown.
    [Fact]
    public async Task Is_not_heard_when_everything_is_over()
    {
        var handler = new Faulty(Where.Closed) { Fails = true };
        await using ServerRig rig = new(options => options with
        {
            Handler = handler,
            Listen = new ListenLimits { MaxConnections = 1 },
        });
        for (int i = 0; i < 3; i++)
        {
            RawPeer peer = await rig.OpenAsync();
            MessageConnection connection = await handler.Recorder.ConnectedAsync();
            await peer.SendAsync(Trn1Text.GoAway(0, 0));
            peer.Finish();

            Assert.Equal(CloseReason.PeerClose, await connection.Closed.WithinAsync());
            Assert.IsType<InvalidTimeZoneException>(connection.Error);
        }
    }

    [Fact]
    public async Task Fails_the_clients_connect_when_it_throws_at_once()
    {
        var handler = new Faulty(Where.Connected) { Fails = true };
        await using ClientRig rig = new(options => options with { Handler = handler });
        (Task<MessageClient> connecting, RawPeer peer) = await rig.StartAsync();

        await peer.SendAsync(Trn1Text.Welcome());

        var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting.WithinAsync());
        Assert.Equal(CloseReason.HandlerFailed, failure.Reason);
        Assert.Contains("InvalidTimeZoneException", failure.Message, StringComparison.Ordinal);
    }

    // Whoever is told of refusals is no part of the server either.
    [Fact]
    public async Task The_one_told_of_refusals_does_not_stop_the_server()
    {
        await using ServerRig rig = new(options => options with
        {
            OnRefused = static _ => throw new InvalidTimeZoneException("It is always teatime."),
            Listen = new ListenLimits { MaxConnections = 1 },
        });
        RawPeer foreign = await rig.ConnectAsync();
        await foreign.SendAsync(Trn1Text.Ascii("hello"));
        await foreign.ReadToEndAsync();

        // The first holds the only place until it is gone; then one over the limit is refused; then the place is free again.
        RawPeer held = await OpenWhenFreeAsync(rig);
        Assert.StartsWith("03", (await (await rig.ConnectAsync()).ReadFrameAsync())[12..], StringComparison.Ordinal);
        held.Dispose();
        await OpenWhenFreeAsync(rig);
    }

    private static async Task<RawPeer> OpenWhenFreeAsync(ServerRig rig)
    {
        while (true)
        {
            RawPeer peer = await rig.ConnectAsync();
            await peer.TrySendAsync(Hex.Bytes($"{Trn1Text.Preamble} {Trn1Text.Hello()}"));
            if ((await peer.ReadFrameAsync())[12..14] == "02")
            {
                return peer;
            }
        }
    }

    private sealed class Faulty(Where where) : IMessageHandler
    {
        private bool _fails;

        public Recorder Recorder { get; } = new();

        public bool Fails
        {
            get => Volatile.Read(ref _fails);
            set => Volatile.Write(ref _fails, value);
        }

        public void OnConnected(MessageConnection connection)
        {
            Recorder.OnConnected(connection);
            FailAt(Where.Connected);
        }

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
            Recorder.OnMessage(connection, payload);
            FailAt(Where.Message);
        }

        public void OnBatchEnd(MessageConnection connection) => FailAt(Where.BatchEnd);

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error)
        {
            Recorder.OnClosed(connection, reason, error);
            FailAt(Where.Closed);
        }

        private void FailAt(Where here)
        {
            if (Fails && here == where)
            {
                throw new InvalidTimeZoneException("It is always teatime.");
            }
        }
    }
}
