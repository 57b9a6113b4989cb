using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>The sockets of a sender as one link, which sends to one place or to two.</summary>
/// <param name="Link">The link; owned by whoever holds this.</param>
/// <param name="Feeds">The socket of each feed, where requests come in; the link's.</param>
internal sealed record SendSockets(IDatagramSender Link, IReadOnlyList<Socket> Feeds)
{
    /// <summary>Opens what the options name, which have been checked.</summary>
    /// <exception cref="TransportException">An interface is missing or down.</exception>
    public static SendSockets Open(MulticastSenderOptions options)
    {
        Socket first = Open(options, options.EndPoint, options.Interface);
        IDatagramSender link = LinkOf(options, first, options.EndPoint);
        if (options.SecondEndPoint is not { } second)
        {
            return new SendSockets(link, [first]);
        }

        try
        {
            Socket other = Open(options, second, options.SecondInterface ?? options.Interface);
            return new SendSockets(new TwinSender(link, LinkOf(options, other, second)), [first, other]);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static Socket Open(MulticastSenderOptions options, IPEndPoint to, string? on) => MulticastSocket.OpenSender(new DatagramOptions
    {
        EndPoints = [to],
        Interface = on is null ? null : LocalInterface.Find(on, to.AddressFamily),
        TimeToLive = options.TimeToLive,
        Loopback = options.Loopback == MulticastLoopback.On,
        Dscp = options.Dscp,
    });

    private static IDatagramSender LinkOf(MulticastSenderOptions options, Socket socket, IPEndPoint to) =>
        options.Calls == MulticastCalls.Fastest && OperatingSystem.IsLinux() && LibcDatagrams.IsSupported
            ? new BatchSender(socket, to, options.Trains == MulticastTrains.WherePossible)
            : new ManagedSender(socket, to);
}
