using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Receivers ask for what they miss, and the sender sends it again.</summary>
public sealed class RepairRequestTests
{
    // TMC1-Q1
    [Fact]
    public void A_request_is_written_as_the_page_shows()
    {
        byte[] datagram = new byte[RepairRequestFormat.MostLength];
        int length = new RepairRequestFormat(null).Write(datagram, stream: 7, epoch: 0x01020304, [new(5, 2), new(9, 1)], sentNanoseconds: 1);
        Assert.Equal(
            "54 4d 18 03 00 00 00 07 01 02 03 04 00 18 00 00 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 01 "
            + "00 00 00 00 00 00 00 05 00 00 00 02 00 00 00 00 00 00 00 09 00 00 00 01",
            Hex.Text(datagram.AsSpan(0, length)));
    }

    // TMC1-Q2
    [Theory]
    [InlineData(3, 0, "another type")]
    [InlineData(7, 8, "another stream")]
    [InlineData(11, 9, "another run")]
    [InlineData(39, 0, "number 0")]
    [InlineData(43, 0, "no numbers")]
    [InlineData(41, 2, "too many numbers")]
    public void A_request_that_cannot_be_is_refused(int at, byte value, string why)
    {
        RepairRequestFormat format = new(null);
        RepairRange[] ranges = new RepairRange[RepairRange.MostPerRequest];
        byte[] datagram = new byte[RepairRequestFormat.MostLength];
        byte[] request = datagram[..format.Write(datagram, 7, 1, [new(5, 2)], 1)];
        Assert.Equal(1, format.Read(request, 7, 1, ranges));
        request[at] = value;
        Assert.True(format.Read(request, 7, 1, ranges) == 0, why);
    }

    // TMC1-S4
    [Fact]
    public void A_request_is_sealed_with_the_key_and_no_other_is_heard()
    {
        MulticastKey key = MulticastKey.Generate();
        RepairRange[] ranges = new RepairRange[RepairRange.MostPerRequest];
        byte[] datagram = new byte[RepairRequestFormat.MostLength];
        byte[] request = datagram[..new RepairRequestFormat(DatagramSeal.ForRequests(key)).Write(datagram, 0, 1, [new(5, 2)], 1)];

        Assert.Equal(1, new RepairRequestFormat(DatagramSeal.ForRequests(key)).Read(request, 0, 1, ranges));
        Assert.Equal(new RepairRange(5, 2), ranges[0]);
        Assert.Equal(0, new RepairRequestFormat(DatagramSeal.ForRequests(MulticastKey.Generate())).Read(request, 0, 1, ranges));
        Assert.Equal(0, new RepairRequestFormat(null).Read(request, 0, 1, ranges));
    }

    [Fact]
    public void Asks_a_little_later_and_then_at_growing_intervals_five_times()
    {
        MissingNumbers missing = new(ticksPerMillisecond: 1);
        SequenceTracker numbers = new();
        numbers.Arrive(1);
        numbers.Arrive(4);
        missing.Add(2, 2, now: 0);
        RepairRange[] ranges = new RepairRange[4];
        List<long> asked = [];
        for (long now = 0; now < 1000; now++)
        {
            if (missing.TakeDue(numbers, now, ranges) is 1)
            {
                Assert.Equal(new RepairRange(2, 2), ranges[0]);
                asked.Add(now);
            }
        }

        Assert.InRange(asked[0], 1, 3);
        Assert.Equal([10L, 20, 40, 80], asked.Skip(1).Select((at, i) => at - asked[i]));
        Assert.True(missing.IsEmpty);
    }

    [Fact]
    public void Asks_nothing_for_a_while_when_the_system_refuses_a_request()
    {
        MissingNumbers missing = new(ticksPerMillisecond: 1);
        SequenceTracker numbers = new();
        numbers.Arrive(1);
        numbers.Arrive(3);
        missing.Add(2, 1, now: 0);
        RepairRange[] ranges = new RepairRange[4];
        Assert.Equal(1, missing.TakeDue(numbers, 5, ranges));

        missing.OnRefused(now: 5);

        Assert.Equal(0, missing.TakeDue(numbers, 104, ranges));
        Assert.False(missing.IsEmpty);
        Assert.Equal(1, missing.TakeDue(numbers, 105, ranges));
    }

    [Fact]
    public void Asks_only_for_what_is_still_missing()
    {
        MissingNumbers missing = new(ticksPerMillisecond: 1);
        SequenceTracker numbers = new();
        numbers.Arrive(1);
        numbers.Arrive(7);
        missing.Add(2, 5, now: 0);
        numbers.Arrive(4);
        RepairRange[] ranges = new RepairRange[4];
        Assert.Equal(2, missing.TakeDue(numbers, 5, ranges));
        Assert.Equal([new(2, 2), new(5, 2)], ranges[..2]);
        foreach (long late in (long[])[2, 3, 5, 6])
        {
            numbers.Arrive(late);
        }

        Assert.Equal(0, missing.TakeDue(numbers, 100, ranges));
        Assert.True(missing.IsEmpty);
    }

    [Fact]
    public void Bounds_the_gaps_it_asks_for_and_their_length()
    {
        MissingNumbers missing = new(ticksPerMillisecond: 1);
        SequenceTracker numbers = new(reorderWindow: SequenceTracker.MostWindow);
        numbers.Arrive(1);
        numbers.Arrive(1_000_000);
        missing.Add(2, 999_998, now: 0);
        RepairRange[] ranges = new RepairRange[RepairRange.MostPerRequest];
        Assert.Equal(1, missing.TakeDue(numbers, 5, ranges));
        Assert.InRange(ranges[0].Count, 1, SequenceTracker.MostWindow);

        for (int i = 0; i < 1000; i++)
        {
            missing.Add(2, 1, now: 0);
        }

        Assert.InRange(missing.TakeDue(numbers, 5, ranges), 0, RepairRange.MostPerRequest);
    }

    // TMC1-Q3
    [Theory]
    [InlineData(MulticastCalls.Fastest, false)]
    [InlineData(MulticastCalls.Managed, false)]
    [InlineData(MulticastCalls.Fastest, true)]
    public async Task What_the_network_lost_is_asked_for_and_comes(MulticastCalls calls, bool isSealed)
    {
        MulticastKey? key = isSealed ? MulticastKey.Generate() : null;
        using Relay relay = new();
        MulticastReceiverOptions options = MulticastRig.Receiver() with
        {
            EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)],
            Interface = null,
            Repairs = MulticastRepairs.Requests,
            ExpectFrom = 1,
            ReorderWindow = 65_536,
            Key = key,
            Calls = calls,
        };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(relay.Front) with
        {
            RepairWindow = 1000,
            RepairPercent = 100,
            Key = key,
            Calls = calls,
        });
        relay.Start(receiver.LocalEndPoint, loses: header => header.Type == Tmc1Type.Data
            && !header.Flags.HasFlag(Tmc1Flags.Retransmit) && header.Sequence % 7 == 0);
        await MulticastRig.SendAsync(sender, 210, 100);
        List<long> numbers = [];
        for (int i = 0; i < 210; i++)
        {
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            numbers.Add(message.Info.Sequence);
        }

        Assert.Equal(Enumerable.Range(1, 210).Select(i => (long)i), numbers.Order());
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal((30, 0), (stats.RepairedOnRequest, stats.Lost));
        await Eventually.TrueAsync(() => sender.Stats.RepairsSent >= 30);
        MulticastRig.AssertIdentities(sender.Stats);
        Assert.Equal(0, sender.Stats.RequestsRefused);
    }

    [Fact]
    public async Task Whoever_hears_only_the_second_feed_is_answered_too()
    {
        using DatagramPeer first = new();
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        second.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(first.EndPoint) with { SecondEndPoint = (IPEndPoint)second.LocalEndPoint!, RepairWindow = 10 });
        sender.TrySend([1]);
        byte[] buffer = new byte[2048];
        SocketReceiveFromResult heard = await second.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken).AsTask().WithinAsync();

        int length = new RepairRequestFormat(null).Write(buffer, 0, sender.Epoch, [new(1, 1)], 1);
        await second.SendToAsync(buffer.AsMemory(0, length), heard.RemoteEndPoint, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => sender.Stats.RepairsSent == 1);
        MulticastRig.AssertIdentities(sender.Stats);
    }

    [Fact]
    public async Task A_sender_is_not_disturbed_by_what_is_no_request()
    {
        using DatagramPeer peer = new();
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(peer.EndPoint) with { RepairWindow = 10 });
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < 100; i++)
        {
            byte[] bytes = new byte[i * 20];
            new Random(i).NextBytes(bytes);
            await stranger.SendToAsync(bytes, new IPEndPoint(IPAddress.Loopback, sender.LocalEndPoint.Port), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => sender.Stats.RequestsRefused == i + 1);
        }

        MulticastRig.AssertIdentities(sender.Stats);
        Assert.Equal(0, sender.Stats.RepairsRequested);
    }

    /// <summary>Between sender and receiver: loses what it is told to, and carries requests back.</summary>
    private sealed class Relay : IDisposable
    {
        private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket _back = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private EndPoint? _sender;

        public Relay()
        {
            _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _back.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        public IPEndPoint Front => (IPEndPoint)_front.LocalEndPoint!;

        public void Start(IPEndPoint receiver, Func<Tmc1Header, bool> loses)
        {
            _ = PumpAsync(_front, (bytes, from) =>
            {
                _sender = from;
                if (Tmc1Header.TryRead(bytes, out Tmc1Header header) && !loses(header))
                {
                    _back.SendTo(bytes, receiver);
                }
            });
            _ = PumpAsync(_back, (bytes, _) => _front.SendTo(bytes, _sender!));
        }

        public void Dispose()
        {
            _front.Dispose();
            _back.Dispose();
        }

        private static async Task PumpAsync(Socket socket, Action<byte[], EndPoint> onDatagram)
        {
            byte[] buffer = new byte[2048];
            try
            {
                while (true)
                {
                    SocketReceiveFromResult got = await socket.ReceiveFromAsync(
                        buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
                    onDatagram(buffer[..got.ReceivedBytes], got.RemoteEndPoint);
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException or OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
