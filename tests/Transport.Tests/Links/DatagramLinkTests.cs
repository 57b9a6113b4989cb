using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Links;

public sealed class DatagramLinkTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Carries_datagrams_of_every_length_in_order(bool managedReceiver, bool managedSender)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to, managed: managedReceiver);
        using IDatagramSender sender = DatagramRig.Sender(to, offload: true, managed: managedSender);

        DatagramRig.Send(sender, 0, 1, 500, 500, 500, 499, 2048, 7);

        List<(byte[] Bytes, DatagramMeta Meta)> got = DatagramRig.Receive(receiver, 8);
        Assert.Equal([0, 1, 500, 500, 500, 499, 2048, 7], got.Select(d => d.Bytes.Length));
        Assert.All(got.Index().Where(d => d.Item.Bytes.Length > 0), d => Assert.Equal((byte)(d.Index + 1), d.Item.Bytes[^1]));
        Assert.All(got, d => Assert.NotEqual(0, d.Meta.Source.Port));
        Assert.All(got, d => Assert.False(d.Meta.IsTruncated));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Says_when_a_datagram_did_not_fit(bool managed)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to, slotLength: 100, managed: managed);
        using IDatagramSender sender = DatagramRig.Sender(to);

        DatagramRig.Send(sender, 100, 101);

        List<(byte[] Bytes, DatagramMeta Meta)> got = DatagramRig.Receive(receiver, 2);
        Assert.Equal([(100, false), (100, true)], got.Select(d => (d.Bytes.Length, d.Meta.IsTruncated)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Comes_back_from_a_wait_in_which_nothing_came(bool managed)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out _, managed: managed);

        LinkResult result = receiver.Receive(ReceiveWait.Brief);

        Assert.True(result.WouldBlock);
    }

    [Fact]
    public void Reads_addresses_that_begin_with_their_length_as_on_macOS()
    {
        byte[] v4 = [16, 2, 0x13, 0x88, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] v6 = [28, 30, 0x13, 0x88, 0, 0, 0, 0, .. IPAddress.Parse("ff02::1").GetAddressBytes(), 3, 0, 0, 0];

        Assert.Equal("10.0.0.1:5000", DatagramSource.Read(AddressFamily.InterNetwork, v4).ToString());
        Assert.Equal("[ff02::1%3]:5000", DatagramSource.Read(AddressFamily.InterNetworkV6, v6).ToString());
        Assert.Equal(default, DatagramSource.Read(AddressFamily.Unix, v4));
        Assert.Equal(default, DatagramSource.Read(AddressFamily.InterNetworkV6, v6.AsSpan(0, 27)));
    }

    [Fact]
    public void Names_the_sender_without_an_object()
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(IPAddress.IPv6Loopback, 0)) with { Interface = null }, out IPEndPoint to);
        using Socket sender = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo([1], to);

        DatagramSource source = DatagramRig.Receive(receiver, 1)[0].Meta.Source;

        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)sender.LocalEndPoint!).Port), source.ToEndPoint());
        Assert.Equal(source, DatagramSource.From(source.ToEndPoint()));
        IPEndPoint v4 = new(IPAddress.Parse("10.1.2.3"), 4);
        Assert.Equal(v4, DatagramSource.From(v4).ToEndPoint());
        Assert.Equal(DatagramSource.From(v4), DatagramSource.Read(v4.Serialize().Buffer.Span));
    }

    [Fact]
    public void Receives_only_the_groups_that_this_socket_joined()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lets a socket refuse the groups of others.");
        IPAddress first = DatagramRig.NewGroup();
        IPAddress second = DatagramRig.NewGroup();
        using IDatagramReceiver one = DatagramRig.Receiver(DatagramRig.Options(new IPEndPoint(first, 0)), out IPEndPoint toFirst);
        IPEndPoint toSecond = new(second, toFirst.Port);
        using IDatagramReceiver both = DatagramRig.Receiver(DatagramRig.Options(toFirst, toSecond), out _);
        using IDatagramReceiver third = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), toFirst.Port), new IPEndPoint(DatagramRig.NewGroup(), toFirst.Port)), out _);
        using IDatagramSender sendsFirst = DatagramRig.Sender(toFirst);
        using IDatagramSender sendsSecond = DatagramRig.Sender(toSecond);

        DatagramRig.Send(sendsSecond, 2);
        DatagramRig.Send(sendsFirst, 1);

        Assert.Equal([1], DatagramRig.Receive(one, 1).Select(d => d.Bytes.Length));
        Assert.Equal([2, 1], DatagramRig.Receive(both, 2).Select(d => d.Bytes.Length));
        Assert.Empty(DatagramRig.Receive(third, 0));
    }

    [Fact]
    public void Receives_only_the_source_that_was_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A second loopback address.");
        DatagramOptions options = DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0));
        using IDatagramReceiver one = DatagramRig.Receiver(options with { Sources = [IPAddress.Parse("127.0.0.1")] }, out IPEndPoint to);
        DatagramOptions same = options with { EndPoints = [to] };
        using IDatagramReceiver two = DatagramRig.Receiver(same with { Sources = [IPAddress.Parse("127.0.0.2")] }, out _);
        using IDatagramReceiver either = DatagramRig.Receiver(
            same with { Sources = [IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2")] }, out _);

        SendFrom("127.0.0.2", to, 2);
        SendFrom("127.0.0.1", to, 1);

        Assert.Equal([2, 1], DatagramRig.Receive(either, 2).Select(d => d.Bytes.Length));
        Assert.Equal([1], DatagramRig.Receive(one, 1).Select(d => d.Bytes.Length));
        Assert.Equal([2], DatagramRig.Receive(two, 1).Select(d => d.Bytes.Length));
    }

    [Fact]
    public void Sends_from_the_address_of_the_interface_that_was_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system chooses.");
        DatagramOptions options = DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)) with { Sources = [IPAddress.Loopback] };
        using IDatagramReceiver receiver = DatagramRig.Receiver(options, out IPEndPoint to);
        using IDatagramSender sender = DatagramRig.Sender(to);

        DatagramRig.Send(sender, 3);

        Assert.Equal(IPAddress.Loopback, DatagramRig.Receive(receiver, 1)[0].Meta.Source.ToEndPoint().Address);
    }

    [Fact]
    public void Says_when_the_kernel_received_each_datagram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kernel timestamps.");
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to);
        using IDatagramSender sender = DatagramRig.Sender(to);
        long before = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

        DatagramRig.Send(sender, 1, 1, 1);

        List<(byte[] Bytes, DatagramMeta Meta)> got = DatagramRig.Receive(receiver, 3);
        long after = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        Assert.True(receiver.HasKernelTimes);
        Assert.All(got, d => Assert.InRange(d.Meta.KernelTime, before - 1_000_000, after + 1_000_000));
    }

    [Fact]
    public void Counts_what_this_socket_dropped_also_behind_the_last_datagram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Drop counters.");
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to, slotLength: 1500);
        using IDatagramSender sender = DatagramRig.Sender(to);
        const int Sent = 2000;
        for (int i = 0; i < Sent / 50; i++)
        {
            DatagramRig.Send(sender, [.. Enumerable.Repeat(1000, 50)]);
        }

        Assert.True(receiver.TryReadDrops(out uint drops));
        int queued = DatagramRig.Receive(receiver, 1).Count;
        Assert.Equal(Sent, queued + drops);
        Assert.InRange(drops, 1u, Sent - 1u);

        DatagramRig.Send(sender, 1);
        DatagramMeta next = DatagramRig.Receive(receiver, 1)[0].Meta;
        Assert.Equal((true, drops), (next.HasDrops, next.Drops));
    }

    [Fact]
    public void Merges_a_train_and_says_the_length_of_its_parts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Merging receivers.");
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)) with { Merge = true }, out IPEndPoint to, batch: 1, slotLength: 65_536);
        using IDatagramSender sender = DatagramRig.Sender(to, offload: true);

        DatagramRig.Send(sender, 1000, 1000, 1000, 400);

        (byte[] bytes, DatagramMeta meta) = DatagramRig.Receive(receiver, 1)[0];
        Assert.Equal((3400, 1000, true, 0), (bytes.Length, meta.SegmentLength, sender.Offloads, sender.OffloadFallbacks));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(63, 1000)]
    [InlineData(64, 1000)]
    [InlineData(64, 1400)]
    [InlineData(3, 30_000)]
    public void Leaves_trains_to_the_kernel_without_losing_a_datagram(int count, int length)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)) with { ReceiveBufferBytes = 4 << 20 }, out IPEndPoint to, slotLength: 30_000);
        using IDatagramSender sender = DatagramRig.Sender(to, offload: true);

        DatagramRig.Send(sender, [.. Enumerable.Repeat(length, count), 5]);

        List<(byte[] Bytes, DatagramMeta Meta)> got = DatagramRig.Receive(receiver, count + 1);
        Assert.Equal([.. Enumerable.Repeat(length, count), 5], got.Select(d => d.Bytes.Length));
        Assert.Equal(0, sender.OffloadFallbacks);
    }

    [Fact]
    public void Sends_one_by_one_when_the_kernel_refuses_to_cut_and_does_not_ask_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Trains.");
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to);

        // Without checksums (SO_NO_CHECK) Linux refuses to cut trains, with EINVAL.
        using IDatagramSender sender = DatagramRig.Sender(
            to, offload: true, prepare: socket => socket.SetRawSocketOption(1, 11, BitConverter.GetBytes(1)));

        DatagramRig.Send(sender, 10, 10, 10);
        DatagramRig.Send(sender, 20, 20);

        Assert.Equal([10, 10, 10, 20, 20], DatagramRig.Receive(receiver, 5).Select(d => d.Bytes.Length));
        Assert.Equal((1, false), (sender.OffloadFallbacks, sender.Offloads));
    }

    [Fact]
    public void Tells_the_buffer_that_was_granted_and_never_makes_it_smaller()
    {
        DatagramOptions options = DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0));
        (Socket socket, BufferGrant kept) = MulticastSocket.OpenReceiver(options);
        socket.Dispose();
        (socket, BufferGrant small) = MulticastSocket.OpenReceiver(options with { ReceiveBufferBytes = 1 });
        socket.Dispose();
        (socket, BufferGrant large) = MulticastSocket.OpenReceiver(options with { ReceiveBufferBytes = 1 << 20 });
        socket.Dispose();

        Assert.Equal((kept.Granted, kept.Granted), (small.Granted, kept.Granted));
        Assert.Equal(1 << 20, large.Asked);
        Assert.True(large.Granted > kept.Granted);
        Assert.Equal("sysctl -w net.core.rmem_max=9", new BufferGrant(9, 8).Advice);
        Assert.Null(new BufferGrant(8, 8).Advice);
    }

    [Theory]
    [InlineData("nothere0", "There is no network interface 'nothere0'. This machine has ")]
    [InlineData("192.0.2.1", "There is no network interface '192.0.2.1'. This machine has ")]
    public void Names_the_interfaces_when_one_is_missing(string name, string expected)
    {
        TransportException failure = Assert.Throws<TransportException>(() => LocalInterface.Find(name, AddressFamily.InterNetwork));

        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_port_is_taken()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        TransportException failure = Assert.Throws<TransportException>(() => MulticastSocket.OpenReceiver(
            new DatagramOptions { EndPoints = [(IPEndPoint)taken.LocalEndPoint!] }));

        Assert.Contains("another socket has the port to itself", failure.Message, StringComparison.Ordinal);
    }

    private static void SendFrom(string source, IPEndPoint to, int length)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(DatagramRig.Loopback.Index));
        socket.SendTo(new byte[length], to);
    }
}
