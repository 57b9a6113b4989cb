using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Servers for datagrams that are there, absent, full, slow, restarted and moved.</summary>
public sealed class StatsdServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("statsd-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "s");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sends_over_ipv6()
    {
        using Receiver server = Receiver.Udp6();
        await using ClientRig rig = new(o => o with { EndPoint = server.EndPoint });
        rig.Client.CreateCounter("c").Add();
        rig.Flush();
        Assert.Equal(["c:1|c"], server.Lines());
    }

    [Fact]
    public async Task Where_nobody_listens_datagrams_are_lost_and_counted()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        rig.Server.Dispose();
        for (int i = 0; i < 5; i++)
        {
            counter.Add();
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells at once");
        Assert.Equal((5, 0), (rig.Stats.DroppedRefused, rig.Stats.Sent));
        Assert.Equal(SocketError.ConnectionRefused, rig.Stats.LastError);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_found_without_a_new_client()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add(1);
        Assert.Equal(["c:1|c"], rig.Flush());
        rig.Server.Dispose();
        counter.Add(2);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        using Receiver again = Receiver.Udp(rig.Server.Port);
        counter.Add(4);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["c:4|c"], again.Lines());
        Assert.Equal((2, 1), (rig.Stats.Sent, rig.Stats.DroppedRefused));
    }

    // STATSD-L4
    [Fact]
    public async Task A_datagram_that_the_system_does_not_take_poisons_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the length that is refused is Linux's");

        // With IPv6's header, what fits a datagram of IPv4 is too long.
        using Receiver server = Receiver.Udp6();
        await using ClientRig rig = new(o => o with
        {
            EndPoint = server.EndPoint,
            Dialect = StatsdDialect.DogStatsd,
            MaxPacketBytes = StatsdOptions.LargestPacketBytes,
            Transport = StatsdTransport.Udp,
        });
        rig.Client.Event(new() { Title = "a", Text = new string('x', 65_450) });
        rig.Client.CreateCounter("c").Add();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, rig.Stats.Sent + rig.Stats.DroppedTooLarge);
        Assert.Contains("c:1|c", string.Join('\n', server.Take()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_unix_socket_holds_back_and_loses_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets for datagrams");
        using Receiver server = Receiver.Unix(Path);
        await using ClientRig rig = new(o => Unix(o) with { MaxPacketBytes = 64 });
        StatsdCounter[] counters = [.. Enumerable.Range(0, 200).Select(i => rig.Client.CreateCounter($"{new string('x', 50)}{i}"))];
        foreach (StatsdCounter counter in counters)
        {
            counter.Add();
        }

        // Unread packets fill the socket: 10 by the system's default, or as many as this system allows.
        for (int i = 0; i < 100; i++)
        {
            rig.Time.Advance(StatsdClient.SliceInterval);
        }

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(rig.Stats.Pending, 1, 199);
        Array.ForEach(counters, counter => counter.Add());
        List<string> lines = [];
        while (rig.Stats.Pending > 0)
        {
            lines.AddRange(server.Lines());
            rig.Time.Advance(StatsdClient.SliceInterval);
        }

        lines.AddRange(server.Lines());
        Assert.Equal(400, lines.Sum(line => line.EndsWith(":2|c", StringComparison.Ordinal) ? 2 : 1));
        Assert.Equal(400, rig.Stats.Sent);
    }

    [Fact]
    public async Task A_unix_socket_that_is_not_there_yet_is_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets for datagrams");
        await using ClientRig rig = new(Unix);
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add();
        rig.Flush();
        counter.Add();
        rig.Flush();
        Assert.Equal(2, rig.Stats.Pending);
        Assert.NotEqual(SocketError.Success, rig.Stats.LastError);

        using Receiver server = Receiver.Unix(Path);
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["c:2|c"], server.Lines());
    }

    [Fact]
    public async Task A_unix_socket_that_was_made_anew_is_found_and_nothing_is_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets for datagrams");
        await using ClientRig rig = new(Unix);
        StatsdCounter counter = rig.Client.CreateCounter("c");
        using (Receiver server = Receiver.Unix(Path))
        {
            counter.Add(1);
            rig.Flush();
            Assert.Equal(["c:1|c"], server.Lines());
        }

        File.Delete(Path);
        counter.Add(2);
        rig.Flush();
        counter.Add(4);
        rig.Flush();
        using Receiver again = Receiver.Unix(Path);
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(6, again.Lines().Sum(line => line[2] - '0'));
        Assert.Equal(3, rig.Stats.Sent);
    }

    [Fact]
    public async Task A_name_is_looked_up_again_and_kept_when_that_fails()
    {
        using Receiver other = Receiver.Udp6();
        int port = other.Port;
        using Receiver first = Receiver.Udp(port);
        Func<IPAddress[]> answer = () => [IPAddress.Loopback];
        int asked = 0;
        await using ClientRig rig = new(o => o with
        {
            EndPoint = new DnsEndPoint("metrics.test", port),
            Resolve = host =>
            {
                Assert.Equal("metrics.test", host);
                Interlocked.Increment(ref asked);
                return Task.FromResult(answer());
            },
        });
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add(1);
        await ArrivesAsync(rig, first, "c:1|c");

        answer = () => throw new SocketException((int)SocketError.TryAgain);
        int before = asked;
        await AskedAsync(rig, () => asked > before);
        counter.Add(2);
        await ArrivesAsync(rig, first, "c:2|c");

        answer = () => [IPAddress.IPv6Loopback];
        before = asked;
        await AskedAsync(rig, () => asked > before + 1);
        counter.Add(4);
        await ArrivesAsync(rig, other, "c:4|c");
        Assert.Equal(3, rig.Stats.Sent);
    }

    [Fact]
    public async Task Refused_at_one_address_of_a_name_it_goes_to_the_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells at once");
        using Receiver server = Receiver.Udp();
        await using ClientRig rig = new(o => o with
        {
            EndPoint = new DnsEndPoint("localhost", server.Port),
            Resolve = _ => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]),
        });
        rig.Client.CreateCounter("c").Add();
        await ArrivesAsync(rig, server, "c:1|c");
        Assert.Equal((1, 0), (rig.Stats.Sent, rig.Stats.DroppedRefused));
    }

    [Fact]
    public async Task A_name_nobody_knows_makes_everything_wait()
    {
        await using ClientRig rig = new(o => o with
        {
            EndPoint = new DnsEndPoint("nowhere.test", 1),
            Resolve = _ => throw new SocketException((int)SocketError.HostNotFound),
        });
        rig.Client.CreateCounter("c").Add();
        await AskedAsync(rig, () => rig.Stats.LastError == SocketError.HostNotFound);
        Assert.Equal(1, rig.Stats.Pending);
    }

    [Fact]
    public async Task A_name_that_was_unknown_at_first_is_asked_for_again_after_a_pause()
    {
        int asked = 0;
        await using ClientRig rig = new(o => o with
        {
            EndPoint = new DnsEndPoint("metrics.test", ((IPEndPoint)o.EndPoint).Port),
            ResolveInterval = TimeSpan.FromHours(1),
            Resolve = _ => Interlocked.Increment(ref asked) < 3
                ? throw new SocketException((int)SocketError.TryAgain)
                : Task.FromResult<IPAddress[]>(asked < 4 ? [] : [IPAddress.Loopback]),
        });
        rig.Client.CreateCounter("c").Add();
        await ArrivesAsync(rig, rig.Server, "c:1|c");
        Assert.Equal(4, asked);
        Assert.InRange(rig.Time.GetElapsedTime(0), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task While_there_is_no_way_the_clock_is_not_asked_all_the_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets for datagrams");
        BeatCounter beats = new(new ManualTime());
        await using StatsdClient client = new(Unix(new() { EndPoint = new UnixDomainSocketEndPoint(Path), FlushTimeout = TimeSpan.Zero, TimeProvider = beats }));
        client.CreateCounter("c").Add();
        beats.Time.Advance(TimeSpan.FromSeconds(100));

        // A hundred flushes, and the attempts to open the way, every 2.5 to 5 s.
        Assert.InRange(beats.Count, 100, 160);
        Assert.Equal(1, ClientRig.Closing(client.GetStats()).Pending);
    }

    private StatsdOptions Unix(StatsdOptions options) =>
        options with { EndPoint = new UnixDomainSocketEndPoint(Path), Transport = StatsdTransport.UnixDatagram };

    private static async Task AskedAsync(ClientRig rig, Func<bool> done) => await Eventually.TrueAsync(() =>
    {
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        return done();
    });

    private static async Task ArrivesAsync(ClientRig rig, Receiver server, string line)
    {
        List<string> lines = [];
        await AskedAsync(rig, () =>
        {
            lines.AddRange(server.Lines());
            return lines.Count > 0;
        });
        Assert.Equal([line], lines);
    }
}
