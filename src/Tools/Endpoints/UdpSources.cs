using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Opens <c>udp://</c> endpoints: at once, for nobody answers. There is one channel.</summary>
internal sealed class UdpSources : IChannelSource
{
    /// <summary>Datagrams a sender keeps for receivers that miss them: 6 MiB of the usual length.</summary>
    private const int RepairWindow = 4096;

    private readonly IMessageChannel _channel;
    private readonly ChannelSettings _settings;
    private bool _given;

    private UdpSources(ChannelSettings settings, IMessageChannel channel)
    {
        _settings = settings;
        _channel = channel;
    }

    public bool IsListening => _settings.Purpose == Purpose.Receive;

    public string Endpoint => _channel.LocalEnd;

    /// <summary>Binds and joins, or makes a sender.</summary>
    /// <exception cref="ToolException">The interface, the address or a value is wrong.</exception>
    public static UdpSources Open(ChannelSettings settings)
    {
        try
        {
            return new UdpSources(settings, settings.Purpose == Purpose.Receive ? OpenReceiver(settings) : OpenSender(settings));
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage($"'{settings.Endpoint.Text}': {FirstSentence(e)}", Hint(settings));
        }
        catch (Exception e) when (e is TransportException or SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Unreachable, e.Message.TrimEnd('.'), Hint(settings), e);
        }
    }

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_given)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        _given = true;
        return _channel;
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static UdpReceiveChannel OpenReceiver(ChannelSettings settings)
    {
        UdpSettings udp = settings.Endpoint.Udp!;
        IPEndPoint first = EndPointOf(settings.Endpoint);
        FileStream? recording = settings.Record is { } path ? CreateRecording(path) : null;
        MulticastReceiver receiver = MulticastReceiver.Start(new MulticastReceiverOptions
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
        });
        if (receiver.BufferAdvice is { } advice)
        {
            MulticastStats stats = receiver.Stats;
            settings.OnNotice(
                $"the kernel granted {HumanText.Bytes(stats.ReceiveBufferGranted)} of {HumanText.Bytes(stats.ReceiveBufferAsked)} "
                + $"asked for the receive buffer; more with: {advice}");
        }

        return new UdpReceiveChannel(receiver, recording, settings);
    }

    private static UdpSendChannel OpenSender(ChannelSettings settings)
    {
        UdpSettings udp = settings.Endpoint.Udp!;
        return new UdpSendChannel(
            MulticastSender.Start(new MulticastSenderOptions
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
            }),
            settings);
    }

    private static IPEndPoint EndPointOf(EndpointUri uri) => EndPoints.Create(uri) switch
    {
        IPEndPoint address => address,
        _ => throw ToolException.Usage($"'{uri.Host}' is a host name, and udp endpoints are addresses", "write the group's or host's address"),
    };

    private static FileStream CreateRecording(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"cannot record to {path}: {e.Message.TrimEnd('.')}", "name a file that can be written", e);
        }
    }

    private static string? Hint(ChannelSettings settings) => settings.Endpoint.Udp!.Interface is null && IsGroup(settings.Endpoint.Host)
        ? "groups need an interface: add ?iface=eth0, or iface=lo on this machine alone"
        : null;

    /// <summary>224.0.0.0/4 or ff00::/8.</summary>
    private static bool IsGroup(string host) => IPAddress.TryParse(host, out IPAddress? address)
        && (address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >> 4 == 0xE));

    /// <summary>Without the name of a parameter that .NET appends.</summary>
    private static string FirstSentence(ArgumentException e)
    {
        int end = e.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
