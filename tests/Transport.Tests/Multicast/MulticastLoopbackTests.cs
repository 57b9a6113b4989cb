using System.Net;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

public sealed class MulticastLoopbackTests
{
    public static TheoryData<MulticastCalls, MulticastSending, MulticastTrains> Ways =>
        new MatrixTheoryData<MulticastCalls, MulticastSending, MulticastTrains>(
            Enum.GetValues<MulticastCalls>(), Enum.GetValues<MulticastSending>(), Enum.GetValues<MulticastTrains>());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Delivers_every_message_to_a_reader_who_pulls(MulticastCalls calls, MulticastSending sending, MulticastTrains trains)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Calls = calls, ExpectFrom = 1, Trains = trains };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { Calls = calls, Sending = sending, Trains = trains });
        const int Messages = 500;
        Task sends = MulticastRig.SendAsync(sender, Messages, 200);

        Numbered numbered = new(1);
        for (int i = 0; i < Messages; i++)
        {
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            numbered.Check(message.Span[..Numbered.Size]);
            Assert.Equal((i + 1, 200), (message.Info.Sequence, message.Span.Length));
        }

        await sends.WithinAsync();
        await sender.CompleteAsync(TestContext.Current.CancellationToken).WithinAsync();
        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        MulticastRig.AssertIdentities(sender.Stats);
        Assert.Equal((Messages, 0, Messages), (stats.Expected, stats.Lost, stats.Delivered));
        Assert.Equal(Messages, sender.Stats.DatagramsSent);
        Assert.InRange(sender.Stats.ControlSent, 10, long.MaxValue);
        Assert.Equal(calls == MulticastCalls.Fastest && OperatingSystem.IsLinux(), receiver.HasKernelDrops);
        Assert.Equal(receiver.HasKernelDrops, stats.KernelDrops is not null);
    }

    // TMC1-N1, TMC1-N2, TMC1-T1
    [Fact]
    public async Task Numbers_what_the_kernel_took_and_is_heard_while_it_is_idle()
    {
        using DatagramPeer peer = new();
        long before = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(peer.EndPoint) with { HeartbeatInterval = TimeSpan.FromMilliseconds(10) });
        await MulticastRig.SendAsync(sender, 3, 20);

        List<Tmc1Header> headers = [];
        while (headers.Count(h => h.Type == Tmc1Type.Data) < 3 || headers[^1].Type != Tmc1Type.Heartbeat)
        {
            Assert.True(Tmc1Header.TryRead(await peer.ReceiveAsync(), out Tmc1Header header));
            headers.Add(header);
        }

        long after = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        Assert.Equal([1L, 2, 3], headers.Where(h => h.Type == Tmc1Type.Data).Select(h => h.Sequence));
        Assert.Equal(4, headers[^1].Sequence);
        Assert.All(headers, h => Assert.InRange(h.Sent, before, after));
        Assert.All(headers, h => Assert.Equal(sender.Epoch, h.Epoch));
    }

    // TMC1-N1
    [Fact]
    public async Task Gives_no_number_to_what_the_kernel_refuses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The refusal is the kernel's.");
        using DatagramPeer peer = new();

        // Nothing goes to port 7 of an address that is for documents only, without a route: each is refused.
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(peer.EndPoint) with
        {
            MaxDatagramLength = 65_507,
            Trains = MulticastTrains.Never,
            QueueDatagrams = 4,
            EndPoint = new IPEndPoint(IPAddress.Broadcast, 7),
            Interface = null,
        });
        await MulticastRig.SendAsync(sender, 3, 100);
        await sender.FlushAsync(TestContext.Current.CancellationToken).WithinAsync();

        MulticastSenderStats stats = sender.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal((0, 3), (stats.DatagramsSent, stats.DatagramsFailed));
    }

    // TMC1-F1
    [Theory]
    [InlineData(MulticastCalls.Fastest)]
    [InlineData(MulticastCalls.Managed)]
    public async Task Carries_messages_longer_than_a_datagram(MulticastCalls calls)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Calls = calls };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { MaxDatagramLength = 500, Calls = calls });
        int[] lengths = [0, 1, 468, 469, 904, 905, 50_000];
        foreach (int length in lengths)
        {
            byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            Assert.Equal(SendStatus.Queued, sender.TrySend(payload));
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.Equal(payload, message.Span.ToArray());
        }

        Assert.Equal(SendStatus.TooLarge, sender.TrySend(new byte[(1024 * 1024) + 1]));
        MulticastRig.AssertIdentities(receiver.Stats);
        MulticastRig.AssertIdentities(sender.Stats);
        Assert.Equal(lengths.Length, receiver.Stats.MessagesDelivered);
    }

    [Theory]
    [InlineData(MulticastWire.Raw, MulticastWaiting.Sleep)]
    [InlineData(MulticastWire.Rtp, MulticastWaiting.Sleep)]
    [InlineData(MulticastWire.Iperf2, MulticastWaiting.Sleep)]
    [InlineData(MulticastWire.Native, MulticastWaiting.Spin)]
    public async Task Carries_every_format_and_waits_in_every_way(MulticastWire wire, MulticastWaiting waiting)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Wire = wire, Waiting = waiting };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { Wire = wire });
        const int Messages = 50;
        await MulticastRig.SendAsync(sender, Messages, 100);
        Numbered numbered = new(1);
        for (int i = 0; i < Messages; i++)
        {
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            numbered.Check(message.Span[..Numbered.Size]);
        }

        await receiver.StopAsync().WithinAsync();
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal(wire == MulticastWire.Raw ? (0, Messages) : (Messages, 0), (stats.Expected, stats.Unnumbered));
        Assert.Equal((Messages, 0), (stats.Delivered, stats.Lost));
    }

    [Fact]
    public async Task Never_delivers_what_is_older_than_its_deadline_to_a_slow_reader()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with
        {
            Queue = new MulticastQueueOptions { Overflow = OverflowPolicy.Deadline, MaxAge = TimeSpan.FromMilliseconds(30), Messages = 1000 },
        };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
        Task sends = MulticastRig.SendAsync(sender, 2000, 100);
        int read = 0;
        while (!sends.IsCompleted || receiver.Stats.Queued > 0)
        {
            if (receiver.TryReceive(out MulticastMessage message))
            {
                message.Dispose();
                read++;
            }
        }

        await sends.WithinAsync();
        await receiver.StopAsync().WithinAsync();
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal(read + stats.Queued, stats.Unique - stats.Dropped);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.KeyFrameAware)]
    public async Task Keeps_receiving_and_stays_within_its_bounds_when_nobody_reads(OverflowPolicy policy)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with
        {
            Queue = new MulticastQueueOptions { Overflow = policy, Messages = 50, PayloadBytes = 4000 },
        };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
        await MulticastRig.SendAsync(sender, 1000, 100);
        await Eventually.TrueAsync(() => receiver.Stats.Unique + receiver.Stats.Lost == 1000);

        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.InRange(stats.QueuedBytes, 1, 4000);
        Assert.True(receiver.TryReceive(out MulticastMessage first));
        int expected = policy switch { OverflowPolicy.DropOldest => 960, OverflowPolicy.Conflate => 999, _ => 0 };
        Assert.Equal(stats.Lost > 0 ? Numbered.NumberOf(first.Span) : expected, Numbered.NumberOf(first.Span));
        first.Dispose();
    }

    [Theory]
    [InlineData(MulticastCalls.Fastest)]
    [InlineData(MulticastCalls.Managed)]
    public async Task Starts_and_stops_without_leaving_a_socket_or_a_thread(MulticastCalls calls)
    {
        for (int i = 0; i < 10; i++)
        {
            MulticastReceiverOptions options = MulticastRig.Receiver() with { Calls = calls };
            MulticastReceiver receiver = MulticastReceiver.Start(options);
            MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { Calls = calls });
            Task<MulticastMessage> waiting = receiver.ReceiveAsync(TestContext.Current.CancellationToken).AsTask();
            if (i % 2 == 0)
            {
                sender.TrySend([1]);
                (await waiting.WithinAsync()).Dispose();
            }

            await sender.DisposeAsync().WithinAsync();
            await receiver.DisposeAsync().WithinAsync();
            await receiver.DisposeAsync().WithinAsync();
            Assert.True(receiver.Ended.IsCompletedSuccessfully);
            Assert.Null(receiver.Error);
            Assert.Equal(SendStatus.Closed, sender.TrySend([1]));
            if (i % 2 != 0)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
            }

            MulticastRig.AssertIdentities(receiver.Stats);
            MulticastRig.AssertIdentities(sender.Stats);
        }
    }

    [Fact]
    public async Task A_source_that_is_only_silent_has_not_ended()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { SourceTimeout = TimeSpan.FromMilliseconds(50) };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        raw.Send(PipelineRig.Data(1, stream: 1));
        raw.Send(PipelineRig.Data(1, stream: 2));
        raw.Send(PipelineRig.Control(PacketKind.End, 2, stream: 2));
        await Eventually.TrueAsync(() => receiver.Stats is { SourcesEnded: 1, SourcesHeard: 0 });
        Assert.False(receiver.AllSourcesEnded);

        raw.Send(PipelineRig.Control(PacketKind.End, 2, stream: 1));
        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);
    }

    [Fact]
    public async Task Ends_when_the_handler_throws_and_says_what()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Handler = new ThrowingHandler() };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
        sender.TrySend([1]);

        await receiver.Ended.WithinAsync();

        Assert.Equal("no", receiver.Error!.Message);
        MulticastRig.AssertIdentities(receiver.Stats);
        Assert.Throws<InvalidOperationException>(() => receiver.TryReceive(out _));
    }

    [Fact]
    public async Task Refuses_or_drops_what_the_queue_has_no_room_for()
    {
        using DatagramPeer peer = new();
        await using MulticastSender dropping = MulticastSender.Start(
            MulticastRig.Sender(peer.EndPoint) with { BitsPerSecond = 80, QueueDatagrams = 2 });
        await using MulticastSender refusing = MulticastSender.Start(
            MulticastRig.Sender(peer.EndPoint) with { BitsPerSecond = 80, QueueDatagrams = 2, Overflow = OverflowPolicy.Reject });
        byte[] payload = new byte[1000];

        // One goes at once; the next is due after 100 s, and two wait until then.
        await Eventually.TrueAsync(() => dropping.TrySend(payload) == SendStatus.Dropped && dropping.Stats.DatagramsSent > 0);
        await Eventually.TrueAsync(() => refusing.TrySend(payload) == SendStatus.BackPressured && refusing.Stats.DatagramsSent > 0);
        Assert.Equal((SendStatus.Dropped, SendStatus.BackPressured), (dropping.TrySend(payload), refusing.TrySend(payload)));
        MulticastRig.AssertIdentities(dropping.Stats);
        MulticastRig.AssertIdentities(refusing.Stats);
        using CancellationTokenSource cancel = new();
        Task<SendStatus> waits = refusing.SendAsync(payload, cancellationToken: cancel.Token).AsTask();
        Assert.Equal(1, refusing.Stats.MessagesWaiting);
        MulticastRig.AssertIdentities(refusing.Stats);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        Assert.Equal(0, refusing.Stats.MessagesWaiting);
        MulticastRig.AssertIdentities(refusing.Stats);
    }

    private sealed class ThrowingHandler : IMulticastHandler
    {
        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload) => throw new InvalidOperationException("no");
    }
}
