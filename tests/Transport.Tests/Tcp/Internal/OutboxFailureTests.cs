using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class OutboxFailureTests
{
    [Fact]
    public async Task Returns_a_control_frame_that_was_cut_when_it_closes_before_the_hand_over()
    {
        using CheckedPool pool = new();
        OutboxRig rig = new(pool);
        rig.Link.TakeOnly(1);
        rig.Say("CDE");

        await rig.Outbox.CloseAsync().WithinAsync();

        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Counts_no_message_of_a_piece_that_the_kernel_refused_in_the_middle(int taken)
    {
        using CheckedPool pool = new();
        OutboxRig rig = new(pool);
        rig.Link.TakeOnly(taken);
        rig.Post("ab", "cd");
        rig.RunScheduled();
        rig.Link.FailSending(SocketError.ConnectionReset);

        await rig.Outbox.CloseAsync().WithinAsync();

        Assert.Equal(0UL, rig.MessagesOnWire);
    }

    [Fact]
    public async Task Sends_the_frame_behind_one_that_could_not_be_encoded()
    {
        TestLink link = new();
        await using FramedConnection connection = FramedConnection.Start(link, new FramedConnectionOptions { Format = FrameFormats.Line() });
        Assert.Throws<ArgumentException>(() => connection.TrySend("two\nlines"u8));

        connection.TrySend(new byte[10_000]);

        await Eventually.TrueAsync(() => link.Taken.Length == 10_001);
        ConnectionStats stats = connection.GetStats();
        Assert.Equal((2, 1, 1), (stats.MessagesSubmitted, stats.MessagesSent, stats.MessagesRefused));
        connection.Abort();
    }

    [Fact]
    public async Task A_peer_that_left_holds_nobody_who_waits_for_its_credit()
    {
        SessionRig.SideSetup patient = new() { Limits = new() { CloseTimeout = TimeSpan.FromMinutes(5) } };
        await using SessionRig rig = await SessionRig.StartAsync(patient with { Session = new() { WindowMessages = 1 } }, patient);
        rig.Server.TrySend([1]);
        Task<SendStatus> waiting = rig.Server.SendAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();

        Task closing = rig.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(SendStatus.Closed, await waiting.WithinAsync());
        await closing.WithinAsync();
    }
}
