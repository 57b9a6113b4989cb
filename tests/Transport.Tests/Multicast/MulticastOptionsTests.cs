using System.Net;
using Sockets.Transport.Multicast;

namespace Sockets.Transport.Tests.Multicast;

public sealed class MulticastOptionsTests
{
    private static readonly IPEndPoint s_group = new(IPAddress.Parse("239.1.2.3"), 5000);
    private static readonly IPEndPoint s_group6 = new(IPAddress.Parse("ff02::1234"), 5000);

    [Fact]
    public void Asks_for_the_interface_of_a_group()
    {
        string receiver = Refusal(new MulticastReceiverOptions { EndPoints = [s_group] });
        string sender = Refusal(new MulticastSenderOptions { EndPoint = s_group });

        Assert.StartsWith("To join 239.1.2.3, say on which interface", receiver, StringComparison.Ordinal);
        Assert.StartsWith("To send to 239.1.2.3, say on which interface", sender, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_an_interface_that_is_not_there() => Assert.StartsWith(
        "There is no network interface 'nothere0'. This machine has ",
        Assert.Throws<TransportException>(() => MulticastReceiver.Start(new() { EndPoints = [s_group], Interface = "nothere0" })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("239.1.2.3:5000", "239.1.2.3:5001", "one family and one port")]
    [InlineData("239.1.2.3:5000", "[ff02::1]:5000", "one family and one port")]
    [InlineData("10.0.0.1:5000", "239.1.2.3:5000", "10.0.0.1:5000 is not a multicast group")]
    public void Refuses_end_points_that_cannot_share_a_socket(string first, string second, string expected) => Assert.Contains(
        expected,
        Refusal(new MulticastReceiverOptions { EndPoints = [IPEndPoint.Parse(first), IPEndPoint.Parse(second)], Interface = "lo" }),
        StringComparison.Ordinal);

    [Fact]
    public void Refuses_sources_that_cannot_be()
    {
        MulticastReceiverOptions group = new() { EndPoints = [s_group], Interface = "lo" };
        Assert.Contains("cannot be a source", Refusal(group with { Sources = [IPAddress.Parse("239.9.9.9")] }), StringComparison.Ordinal);
        Assert.Contains("cannot be a source", Refusal(group with { Sources = [IPAddress.IPv6Loopback] }), StringComparison.Ordinal);
        Assert.Contains(
            "is not a multicast group",
            Refusal(group with { EndPoints = [new(IPAddress.Loopback, 1)], Sources = [IPAddress.Loopback] }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.Disconnect)]
    public void Refuses_policies_that_would_stop_the_receive_thread(OverflowPolicy policy) => Assert.StartsWith(
        $"{policy} is not a policy of multicast",
        Refusal(new MulticastReceiverOptions { EndPoints = [s_group], Interface = "lo", Queue = new() { Overflow = policy } }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(-1, "TimeToLive is -1: it goes from 0 to 255.")]
    [InlineData(256, "TimeToLive is 256: it goes from 0 to 255.")]
    public void Names_the_range_of_a_value(int ttl, string expected) => Assert.StartsWith(
        expected, Refusal(new MulticastSenderOptions { EndPoint = s_group, Interface = "lo", TimeToLive = ttl }), StringComparison.Ordinal);

    [Fact]
    public void Refuses_what_a_format_does_not_have()
    {
        Assert.Contains(
            "is for the native format",
            Refusal(new MulticastReceiverOptions { EndPoints = [s_group6], Interface = "lo", Wire = MulticastWire.Rtp, ExpectFrom = 1 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "is for the native format",
            Refusal(new MulticastSenderOptions { EndPoint = s_group, Interface = "lo", Wire = MulticastWire.Raw, Stream = 1 }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_room_for_a_fragment_behind_all_headers()
    {
        MulticastSenderOptions both = new()
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            Key = MulticastKey.Generate(),
            Parity = MulticastParity.Row(2),
            MaxDatagramLength = 191,
        };
        Assert.StartsWith("MaxDatagramLength is 191: it goes from 192 to 65507.", Refusal(both), StringComparison.Ordinal);
        Assert.StartsWith("MaxDatagramLength is 127: it goes from 128 to 65507.", Refusal(both with { Parity = null, MaxDatagramLength = 127 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(192, true, true)]
    [InlineData(128, true, false)]
    [InlineData(128, false, true)]
    public async Task Sends_messages_of_any_length_in_the_shortest_datagrams(int longest, bool hasKey, bool hasParity)
    {
        using DatagramPeer peer = new();
        await using MulticastSender sender = MulticastSender.Start(new MulticastSenderOptions
        {
            EndPoint = peer.EndPoint,
            Key = hasKey ? MulticastKey.Generate() : null,
            Parity = hasParity ? MulticastParity.Row(2) : null,
            MaxDatagramLength = longest,
        });
        for (int length = 0; length < 200; length++)
        {
            Assert.Equal(SendStatus.Queued, await sender.SendAsync(new byte[length], cancellationToken: TestContext.Current.CancellationToken));
        }

        await sender.FlushAsync(TestContext.Current.CancellationToken);
        MulticastRig.AssertIdentities(sender.Stats);
    }

    [Fact]
    public void Says_what_takes_more_memory_than_there_can_be()
    {
        MulticastSenderOptions options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), MaxDatagramLength = 65_507 };
        Assert.StartsWith(
            "QueueDatagrams of 65536 and MaxDatagramLength of 65507 take more than 2 GB", Refusal(options with { QueueDatagrams = 65_536 }), StringComparison.Ordinal);
        Assert.StartsWith(
            "RepairWindow of 65536 and MaxDatagramLength of 65507 take more than 2 GB", Refusal(options with { RepairWindow = 65_536 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1:1", null, 1472)]
    [InlineData("[::1]:1", null, 1452)]
    [InlineData("10.0.0.1:1", "[::1]:1", 1452)]
    public void A_datagram_fits_a_usual_frame_of_its_family(string first, string? second, int expected)
    {
        MulticastSenderOptions options = new() { EndPoint = IPEndPoint.Parse(first), SecondEndPoint = second is null ? null : IPEndPoint.Parse(second) };
        Assert.Equal(expected, options.MaxDatagramLength);
        Assert.Equal(200, (options with { MaxDatagramLength = 200 }).MaxDatagramLength);
    }

    private static string Refusal(MulticastReceiverOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => MulticastReceiver.Start(options)).Message;

    private static string Refusal(MulticastSenderOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => MulticastSender.Start(options)).Message;
}
