using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Checks;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Doctor;

/// <summary>Which checks an endpoint calls for.</summary>
internal static class Examination
{
    /// <summary>The machine, and the endpoint if there is one.</summary>
    public static IReadOnlyList<Section> Create(Machine machine, ChannelSettings? channel, TimeProvider time)
    {
        List<Section> sections = [OfMachine(machine, channel)];
        if (channel is not null)
        {
            sections.AddRange(OfEndpoint(machine, channel, time));
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
        new PortRangeCheck(machine.Files, channel is { Listen: true, Endpoint.Scheme: Scheme.Tcp or Scheme.Tls } ? channel.Endpoint.Port : null),
        new ClockCheck(machine),
        new ClockSourceCheck(machine.Files),
        new SodiumCheck(machine),
    ]);

    private static IEnumerable<Section> OfEndpoint(Machine machine, ChannelSettings channel, TimeProvider time) => channel.Endpoint.Scheme switch
    {
        Scheme.Udp => OfDatagrams(machine, channel),
        Scheme.Unix => [new Section(channel.Endpoint.Text, [new SocketFileCheck(channel), EndCheck(channel)])],
        Scheme.Tcp or Scheme.Tls => [new Section(channel.Endpoint.Text, [.. OfStream(machine, channel, time)])],
        _ => throw ToolException.Usage($"doctor has no checks for '{channel.Endpoint.Text}'", "leave it out to look at the machine alone"),
    };

    private static IEnumerable<ICheck> OfStream(Machine machine, ChannelSettings channel, TimeProvider time)
    {
        if (EndPoints.Create(channel.Endpoint) is DnsEndPoint name)
        {
            yield return new ResolveCheck(machine, name.Host);
        }

        if (channel.Endpoint.Scheme == Scheme.Tls && (channel.Listen || channel.Endpoint.Certificate is not null))
        {
            yield return new CertificateCheck(channel, time);
        }

        yield return EndCheck(channel);
    }

    private static ICheck EndCheck(ChannelSettings channel) => channel.Listen ? new ListenCheck(channel) : new ConnectCheck(channel);

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
