using System.Net;
using System.Net.Sockets;
using Sockets.Transport;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>The library's options for datagrams, from an endpoint's keys.</summary>
internal static class UdpOptions
{
    /// <summary>Datagrams a sender keeps for receivers that miss them: 6 MiB of the usual length.</summary>
    private const int RepairWindow = 4096;

    /// <summary>A receiver's.</summary>
    /// <param name="settings">What the user wants.</param>
    /// <param name="recording">Where everything is recorded; null for nowhere.</param>
    public static MulticastReceiverOptions Receiver(ChannelSettings settings, Stream? recording)
    {
        UdpSettings udp = settings.Endpoint.Udp!;
        IPEndPoint first = EndPointOf(settings.Endpoint);
        return new MulticastReceiverOptions
        {
            EndPoints = [first, .. udp.MoreGroups.Select(group => new IPEndPoint(group, first.Port))],
            SecondEndPoint = udp.Second,
            SecondInterface = udp.SecondInterface,
            Repairs = (udp.UsesParity ? MulticastRepairs.Parity : MulticastRepairs.None) | (udp.Repairs ? MulticastRepairs.Requests : MulticastRepairs.None),
            ReorderWindow = udp.Reorder ?? new MulticastReceiverOptions { EndPoints = [] }.ReorderWindow,
            Key = GroupKeyFile.Read(udp.KeyFile),
            Recording = recording,
            Interface = udp.Interface,
            Sources = udp.Sources,
            Wire = udp.Wire,
            ExpectFrom = settings.ExpectFrom,
            ReceiveBufferBytes = udp.ReceiveBuffer ?? MulticastReceiverOptions.DefaultReceiveBufferBytes,
            MaxDatagramLength = udp.Datagram ?? 2048,
            Trains = udp.Trains ?? MulticastTrains.Never,
            Calls = udp.Calls,
            Waiting = settings.Driver == Driver.BusyPoll ? MulticastWaiting.Spin : MulticastWaiting.Sleep,
            Queue = new MulticastQueueOptions
            {
                Overflow = settings.Policy == OverflowPolicy.Wait ? OverflowPolicy.DropOldest : settings.Policy,
                PayloadBytes = udp.Queue ?? MulticastQueueOptions.DefaultBytes,
                MaxAge = settings.MaxAge ?? new MulticastQueueOptions().MaxAge,
            },
        };
    }

    /// <summary>A sender's.</summary>
    public static MulticastSenderOptions Sender(ChannelSettings settings)
    {
        UdpSettings udp = settings.Endpoint.Udp!;
        if (udp.UsesParity && udp.Parity is null)
        {
            throw ToolException.Usage(
                $"'{settings.Endpoint.Text}': key 'parity' is 'on', and a sender has to know which", $"allowed: {UdpSettings.AllowedOf("parity")}");
        }

        return new MulticastSenderOptions
        {
            EndPoint = EndPointOf(settings.Endpoint),
            Interface = udp.Interface,
            SecondEndPoint = udp.Second,
            SecondInterface = udp.SecondInterface,
            Parity = udp.Parity,
            RepairWindow = udp.Repairs ? RepairWindow : 0,
            Key = GroupKeyFile.Read(udp.KeyFile),
            Wire = udp.Wire,
            Stream = udp.Stream,
            TimeToLive = udp.TimeToLive,
            Loopback = udp.Loopback,
            Dscp = udp.Dscp,
            MaxDatagramLength = udp.SendDatagram,
            Trains = udp.Trains ?? MulticastTrains.WherePossible,
            Calls = udp.Calls,
            Overflow = settings.Policy == OverflowPolicy.Reject ? OverflowPolicy.Reject : OverflowPolicy.DropNewest,
        };
    }

    /// <summary>Whether a host is the address of a group.</summary>
    public static bool IsGroup(string host) => IPAddress.TryParse(host, out IPAddress? address) && IsGroup(address);

    /// <summary>Whether it is the address of a group: 224.0.0.0/4 or ff00::/8.</summary>
    public static bool IsGroup(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >> 4 == 0xE);

    /// <summary>The endpoint's address.</summary>
    /// <exception cref="ToolException">It has a host name.</exception>
    public static IPEndPoint EndPointOf(EndpointUri uri) => EndPoints.Create(uri) switch
    {
        IPEndPoint address => address,
        _ => throw ToolException.Usage($"'{uri.Host}' is a host name, and udp endpoints are addresses", "write the group's or host's address"),
    };
}
