using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Checks;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Doctor;

/// <summary>Which checks an endpoint calls for.</summary>
internal static class Examination
{
    /// <summary>The machine, and the endpoint if there is one.</summary>
    public static IReadOnlyList<Section> Create(Machine machine, DoctorPlan plan, TimeProvider time)
    {
        List<Section> sections = [OfMachine(machine, plan.Channel)];
        if (plan is { Statsd: { } statsd, Channel: { } server })
        {
            sections.Add(new Section(statsd.Text, [.. OfStatsd(machine, plan, statsd, server)]));
        }
        else if (plan.Channel is { Endpoint.Scheme: Scheme.Udp } datagrams)
        {
            sections.AddRange(OfDatagrams(machine, datagrams));
        }
        else if (plan.Channel is { } stream)
        {
            sections.Add(new Section(stream.Endpoint.Text, [.. OfStream(machine, plan, stream, time)]));
        }

        return sections;
    }

    private static Section OfMachine(Machine machine, ChannelSettings? channel) => new("this machine",
    [
        new DescriptorCheck(machine.Files),
        new ReceiveBufferCheck(machine.Files, channel?.Endpoint.Udp?.ReceiveBuffer ?? MulticastReceiverOptions.DefaultReceiveBufferBytes),
        new BatchCallsCheck(),
        new TrainCheck(),
        new TcpMemoryCheck(machine.Files),
        new BacklogCheck(machine.Files),
        new PortRangeCheck(machine.Files, channel is { Listen: true, Endpoint: { Path: "", Scheme: not Scheme.Udp } } ? channel.Endpoint.Port : null),
        new ClockCheck(machine),
        new ClockSourceCheck(machine.Files),
        new SodiumCheck(machine),
    ]);

    private static IEnumerable<ICheck> OfStream(Machine machine, DoctorPlan plan, ChannelSettings channel, TimeProvider time)
    {
        foreach (ICheck check in OfPlace(machine, plan, channel))
        {
            yield return check;
        }

        if (channel.Endpoint.Scheme == Scheme.Tls && (channel.Listen || channel.Endpoint.Certificate is not null))
        {
            yield return new CertificateCheck(channel, time);
        }

        yield return channel.Listen ? new ListenCheck(channel) : new ConnectCheck(channel, OtherSide.Of(plan));
    }

    private static IEnumerable<ICheck> OfStatsd(Machine machine, DoctorPlan plan, StatsdEndpoint statsd, ChannelSettings channel)
    {
        foreach (ICheck check in OfPlace(machine, plan, channel))
        {
            yield return check;
        }

        if (channel.Listen)
        {
            yield return new MetricIntakeCheck(statsd);
        }
        else if (statsd.Transport == StatsdTransport.Udp)
        {
            yield return new PacketSizeCheck(machine, statsd);
            yield return new DatagramPortCheck(machine, channel.Endpoint, OtherSide.Of(plan));
        }
        else
        {
            yield return new ConnectCheck(
                channel, OtherSide.Of(plan), statsd.Transport == StatsdTransport.UnixDatagram ? SocketType.Dgram : SocketType.Stream);
        }
    }

    /// <summary>Whether there is such a name, or such a file.</summary>
    private static IEnumerable<ICheck> OfPlace(Machine machine, DoctorPlan plan, ChannelSettings channel)
    {
        switch (EndPoints.Create(channel.Endpoint))
        {
            case DnsEndPoint name:
                yield return new ResolveCheck(machine, name.Host);
                break;
            case UnixDomainSocketEndPoint:
                yield return new SocketFileCheck(channel, OtherSide.Of(plan));
                break;
        }
    }

    private static IEnumerable<Section> OfDatagrams(Machine machine, ChannelSettings channel)
    {
        UdpSettings udp = channel.Endpoint.Udp!;
        IPEndPoint first = UdpOptions.EndPointOf(channel.Endpoint);
        if (!UdpOptions.IsGroup(first.Address))
        {
            bool isOwn = first.Address.Equals(IPAddress.Any) || machine.Find(first.Address.ToString()) is not null;
            yield return new Section(channel.Endpoint.Text, [isOwn ? new ListenCheck(channel) : new ReachCheck(first)]);
            yield break;
        }

        List<(IPAddress Group, string? On)> joined = [(first.Address, udp.Interface), .. udp.MoreGroups.Select(g => (g, udp.Interface))];
        if (udp.Second is { } second && UdpOptions.IsGroup(second.Address))
        {
            joined.Add((second.Address, udp.SecondInterface ?? udp.Interface));
        }

        foreach ((IPAddress group, string? on) in joined)
        {
            Feed feed = new(group, on, on is null ? null : machine.Find(on));
            string title = joined.Count == 1 ? channel.Endpoint.Text : $"{channel.Endpoint.Text}: {group}";
            yield return new Section(title, [.. OfFeed(machine, feed, udp)]);
        }
    }

    private static IEnumerable<ICheck> OfFeed(Machine machine, Feed feed, UdpSettings udp)
    {
        yield return new InterfaceCheck(machine, feed, udp.SendDatagram);
        yield return new GroupRouteCheck(machine.Files, feed);
        if (feed.Group.AddressFamily == AddressFamily.InterNetwork)
        {
            yield return new ReversePathCheck(machine.Files, feed, udp.Sources);
            yield return new IgmpCheck(machine.Files, feed, udp.Sources);
        }

        yield return new HearCheck(feed, udp.Sources);
    }
}
