using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Servers for streams that are there, absent, slow and restarted.</summary>
public sealed class StatsdStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("statsd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // STATSD-L2
    [Fact]
    public async Task Every_line_of_a_stream_ends_with_a_line_feed()
    {
        using StreamServer server = new(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await using ClientRig rig = new(o => o with { EndPoint = server.EndPoint, Transport = StatsdTransport.Tcp });
        rig.Client.CreateCounter("a").Add();
        rig.Client.CreateCounter("b").Add();
        await server.AcceptAsync(() => Beat(rig));
        Assert.Equal("a:1|c\nb:1|c\n", Encoding.UTF8.GetString(await server.ReadAsync(12, () => Beat(rig))));

        rig.Client.CreateCounter("b").Add(3);
        Assert.Equal("b:3|c\n", Encoding.UTF8.GetString(await server.ReadAsync(6, () => Beat(rig))));
    }

    // STATSD-L3
    [Fact]
    public async Task A_packet_to_the_agent_has_its_length_in_front()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets");
        using StreamServer server = new(new UnixDomainSocketEndPoint(Path.Combine(_folder, "s")));
        await using ClientRig rig = new(o => o with { EndPoint = server.EndPoint, Transport = StatsdTransport.UnixStream, Dialect = StatsdDialect.DogStatsd });
        rig.Client.CreateCounter("a").Add();
        rig.Client.CreateCounter("b").Add();
        await server.AcceptAsync(() => Beat(rig));

        Assert.Equal("0b 00 00 00 61 3a 31 7c 63 0a 62 3a 31 7c 63", Hex.Text(await server.ReadAsync(15, () => Beat(rig))));
    }

    [Fact]
    public async Task Until_there_is_a_server_values_add_up()
    {
        using StreamServer reserved = new(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint at = reserved.EndPoint;
        reserved.Dispose();
        await using ClientRig rig = new(o => o with { EndPoint = at, Transport = StatsdTransport.Tcp });
        StatsdCounter counter = rig.Client.CreateCounter("c");
        await Eventually.TrueAsync(() =>
        {
            Beat(rig);
            return rig.Stats.LastError == SocketError.ConnectionRefused;
        });
        counter.Add(1);
        Beat(rig);
        counter.Add(2);
        Assert.Equal((0, 2), (rig.Stats.Sent, rig.Stats.Pending));

        using StreamServer server = new(at);
        await server.AcceptAsync(() => Beat(rig));
        Assert.Equal("c:3|c\n", Encoding.UTF8.GetString(await server.ReadAsync(6, () => Beat(rig))));
    }

    [Fact]
    public async Task An_address_that_this_host_has_no_sockets_for_is_told_and_tried_again_after_a_pause()
    {
        await using ClientRig rig = new(o => o with { EndPoint = new Elsewhere(), Transport = StatsdTransport.Tcp });
        rig.Client.CreateCounter("c").Add();
        await Eventually.TrueAsync(() =>
        {
            Beat(rig);
            return rig.Stats.LastError == SocketError.AddressFamilyNotSupported;
        });
        Assert.Equal((1, 0), (rig.Stats.Pending, rig.Stats.Connects));
    }

    [Fact]
    public async Task A_server_that_came_back_is_connected_to_again()
    {
        using StreamServer server = new(new IPEndPoint(IPAddress.Loopback, 0));
        await using ClientRig rig = new(o => o with { EndPoint = server.EndPoint, Transport = StatsdTransport.Tcp });
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add(1);
        await server.AcceptAsync(() => Beat(rig));
        await server.ReadAsync(6, () => Beat(rig));

        server.Disconnect();
        await server.AcceptAsync(() => Beat(rig));
        counter.Add(2);
        Assert.Equal("c:2|c\n", Encoding.UTF8.GetString(await server.ReadAsync(6, () => Beat(rig))));
        Assert.Equal((2, 2), (rig.Stats.Sent, rig.Stats.Connects));
    }

    // STATSD-L3, STATSD-L4
    [Fact]
    public async Task A_slow_server_gets_every_packet_whole_and_every_count()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets");
        using StreamServer server = new(new UnixDomainSocketEndPoint(Path.Combine(_folder, "s")));
        await using ClientRig rig = new(o => o with
        {
            EndPoint = server.EndPoint,
            Transport = StatsdTransport.UnixStream,
            Framing = StatsdFraming.Length32,
            MaxPacketBytes = 60_000,
        });
        StatsdCounter[] counters = [.. Enumerable.Range(0, 2000).Select(i => rig.Client.CreateCounter($"{new string('x', 300)}{i}"))];
        await server.AcceptAsync(() => Beat(rig));
        long added = 0;
        for (int round = 0; round < 5; round++)
        {
            Array.ForEach(counters, counter => counter.Add());
            added += counters.Length;
            Beat(rig);
        }

        await BegunAsync(rig);
        Assert.InRange(rig.Stats.Pending, 1, added - 1);
        List<byte> bytes = [];
        await Eventually.TrueAsync(() =>
        {
            bytes.AddRange(server.Rest());
            Beat(rig);
            return rig.Stats.Pending == 0;
        });
        bytes.AddRange(server.Rest());
        Assert.Equal(added, Frames([.. bytes]).SelectMany(frame => frame.Split('\n')).Sum(Count));
        Assert.Equal(added, rig.Stats.Sent);
    }

    [Fact]
    public async Task A_connection_cut_inside_a_packet_drops_that_packet_and_counts_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets");
        using StreamServer server = new(new UnixDomainSocketEndPoint(Path.Combine(_folder, "s")));
        await using ClientRig rig = new(o => o with
        {
            EndPoint = server.EndPoint,
            Transport = StatsdTransport.UnixStream,
            Framing = StatsdFraming.Length32,
            MaxPacketBytes = 60_000,
        });
        StatsdCounter[] counters = [.. Enumerable.Range(0, 2000).Select(i => rig.Client.CreateCounter($"{new string('x', 300)}{i}"))];
        await server.AcceptAsync(() => Beat(rig));
        Array.ForEach(counters, counter => counter.Add());
        await BegunAsync(rig);
        Assert.InRange(rig.Stats.Pending, 1, counters.Length - 1);

        long before = rig.Stats.Sent;
        server.Disconnect();
        await server.AcceptAsync(() => Beat(rig));
        List<byte> bytes = [];
        await Eventually.TrueAsync(() =>
        {
            bytes.AddRange(server.Rest());
            Beat(rig);
            return rig.Stats.Pending == 0;
        });
        bytes.AddRange(server.Rest());
        Assert.Equal(counters.Length, rig.Stats.Sent + rig.Stats.DroppedDisconnected);
        Assert.InRange(rig.Stats.DroppedDisconnected, 1, 200);

        // The new connection begins with a whole packet, and has all that came after the cut.
        Assert.Equal(rig.Stats.Sent - before, Frames([.. bytes]).SelectMany(frame => frame.Split('\n')).Sum(Count));
    }

    // STATSD-L2, STATSD-L4
    [Fact]
    public async Task The_line_feed_at_the_end_of_a_packet_belongs_to_its_size()
    {
        using StreamServer server = new(new IPEndPoint(IPAddress.Loopback, 0));
        await using ClientRig rig = new(o => o with { EndPoint = server.EndPoint, Transport = StatsdTransport.Tcp, MaxPacketBytes = 64 });
        rig.Client.CreateCounter(new string('x', 64 - ":1|c\n".Length)).Add();
        rig.Client.CreateCounter(new string('y', 64 - ":1|c".Length)).Add();
        await server.AcceptAsync(() => Beat(rig));
        await server.ReadAsync(64, () => Beat(rig));
        Assert.Equal((64, 1, 1), (rig.Stats.BytesSent, rig.Stats.Sent, rig.Stats.DroppedTooLarge));
    }

    [Fact]
    public async Task Disposal_does_not_wait_longer_than_it_may()
    {
        using StreamServer reserved = new(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint at = reserved.EndPoint;
        reserved.Dispose();
        StatsdClient client = new(new() { EndPoint = at, Transport = StatsdTransport.Tcp, FlushTimeout = TimeSpan.FromMilliseconds(30) });
        client.CreateCounter("c").Add();
        Assert.False(await client.FlushAsync(TestContext.Current.CancellationToken).WithinAsync());
        await client.DisposeAsync().WithinAsync();

        StatsdStats stats = ClientRig.Closing(client.GetStats());
        Assert.Equal((1, 1), (stats.Submitted, stats.DroppedClosed));
    }

    private static void Beat(ClientRig rig)
    {
        rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        _ = rig.Stats;
    }

    /// <summary>The server may have accepted before the client knows.</summary>
    private static async Task BegunAsync(ClientRig rig) => await Eventually.TrueAsync(() =>
    {
        Beat(rig);
        return rig.Stats.Sent > 0;
    });

    private static IEnumerable<string> Frames(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            int length = BitConverter.ToInt32(bytes, at);
            yield return Encoding.UTF8.GetString(bytes, at + 4, length);
            at += 4 + length;
        }

        Assert.Equal(bytes.Length, at);
    }

    private static long Count(string line) => long.Parse(line.AsSpan()[(line.IndexOf(':', StringComparison.Ordinal) + 1)..^2], provider: CultureInfo.InvariantCulture);
}
