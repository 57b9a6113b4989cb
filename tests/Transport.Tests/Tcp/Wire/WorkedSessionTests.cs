using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>The example of docs/wire/tcp.md, played against the library from each side.</summary>
public sealed class WorkedSessionTests
{
    private static readonly byte[] s_long = Hex.Bytes(Trn1Text.Bytes(65_600));

    // TRN1-D1, TRN1-C1, TRN1-C7, TRN1-L2, TRN1-L3, TRN1-E1, TRN1-E2
    [Fact]
    public async Task The_library_is_the_server()
    {
        await using ServerRig rig = new(options => options with
        {
            Handler = null,
            Limits = new ConnectionLimits { MaxMessageLength = 65_600 },
            Session = new SessionOptions { WindowBytes = 128 * 1024, WindowMessages = 8 },
        });
        RawPeer peer = await rig.ConnectAsync();
        Queue<WorkedSession.Turn> turns = new(WorkedSession.Read());
        await SayAsync(peer, turns.Dequeue());
        await HearAsync(peer, turns.Dequeue());
        MessageConnection connection = await rig.Server.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();

        await SayAsync(peer, turns.Dequeue());
        Message first = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Message second = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Equal("hi"u8, first.Span);
        Assert.Equal(s_long, second.Span);
        first.Dispose();
        second.Dispose();
        connection.TrySend("ok"u8);
        await HearAsync(peer, turns.Dequeue());

        await SayAsync(peer, turns.Dequeue());
        await HearAsync(peer, turns.Dequeue());
        await SayAsync(peer, turns.Dequeue());
        await HearAsync(peer, turns.Dequeue());
        Assert.Empty(turns);
        Assert.Equal(CloseReason.PeerClose, await connection.Closed.WithinAsync());
    }

    // TRN1-D1, TRN1-C1, TRN1-C2, TRN1-L2, TRN1-E1
    [Fact]
    public async Task The_library_is_the_client()
    {
        await using ClientRig rig = new();
        (Task<MessageClient> connecting, RawPeer peer) = await rig.StartAsync();
        Queue<WorkedSession.Turn> turns = new(WorkedSession.Read());
        await HearAsync(peer, turns.Dequeue());
        await SayAsync(peer, turns.Dequeue());
        MessageClient client = await connecting.WithinAsync();

        client.TrySend("hi"u8);
        client.TrySend(s_long);
        await HearAsync(peer, turns.Dequeue());
        await SayAsync(peer, turns.Dequeue());
        using (Message answer = await client.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync())
        {
            Assert.Equal("ok"u8, answer.Span);
        }

        Assert.Equal((131_072, 8), (client.GetStats().CreditBytes, client.GetStats().CreditMessages));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await HearAsync(peer, turns.Dequeue());
        await SayAsync(peer, turns.Dequeue());
        Task closing = client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        await HearAsync(peer, turns.Dequeue());
        await SayAsync(peer, turns.Dequeue());
        Assert.Empty(turns);
        await closing.WithinAsync();
        Assert.Equal(CloseReason.LocalClose, client.Connection.CloseReason);
    }

    private static async Task SayAsync(RawPeer peer, WorkedSession.Turn turn)
    {
        await peer.SendAsync(turn.ToSend());
        if (turn.Finishes)
        {
            peer.Finish();
        }
    }

    private static async Task HearAsync(RawPeer peer, WorkedSession.Turn turn)
    {
        string said = await peer.ReadAsync(turn.Bytes.Count);
        Assert.True(turn.Allows(Hex.Bytes(said)), $"Instead of what the page says: {said[..Math.Min(said.Length, 600)]}");
        if (turn.Finishes)
        {
            Assert.Equal("", await peer.ReadToEndAsync());
        }
    }
}
