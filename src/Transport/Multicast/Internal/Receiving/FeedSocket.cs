using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>The socket of one feed, bound and joined, and what the kernel granted it.</summary>
/// <param name="Receiver">The receiving side; owned by whoever holds this.</param>
/// <param name="LocalEndPoint">Where it is bound.</param>
/// <param name="Buffer">The receive buffer that was asked for and granted.</param>
internal sealed record FeedSocket(IDatagramReceiver Receiver, IPEndPoint LocalEndPoint, BufferGrant Buffer)
{
    /// <summary>Datagrams per call into the kernel. More gain nothing: the kernel's work per datagram is the same.</summary>
    private const int Batch = 32;

    /// <summary>Room for a merged train; the kernel makes none longer.</summary>
    private const int TrainLength = 65_536;

    /// <summary>How many trains per call: each already is a batch.</summary>
    private const int TrainBatch = 4;

    /// <summary>Opens the sockets of all feeds the options name, which have been checked.</summary>
    /// <exception cref="TransportException">The interface is missing or down, or the address cannot be bound or joined.</exception>
    public static FeedSocket[] OpenAll(MulticastReceiverOptions options)
    {
        FeedSocket first = Open(options, options.EndPoints, options.Interface);
        if (options.SecondEndPoint is not { } second)
        {
            return [first];
        }

        try
        {
            return [first, Open(options, [second], options.SecondInterface ?? options.Interface)];
        }
        catch
        {
            first.Receiver.Dispose();
            throw;
        }
    }

    /// <summary>Whether the kernel may merge datagrams, so that it counts what it drops in trains.</summary>
    public static bool Merges(MulticastReceiverOptions options) => UsesBatches(options) && options.Trains == MulticastTrains.WherePossible;

    private static bool UsesBatches(MulticastReceiverOptions options) =>
        options.Calls == MulticastCalls.Fastest && OperatingSystem.IsLinux() && LibcDatagrams.IsSupported;

    private static FeedSocket Open(MulticastReceiverOptions options, IReadOnlyList<IPEndPoint> endPoints, string? on)
    {
        DatagramOptions asked = new()
        {
            EndPoints = endPoints,
            Interface = on is null ? null : LocalInterface.Find(on, endPoints[0].AddressFamily),
            Sources = options.Sources,
            ReceiveBufferBytes = options.ReceiveBufferBytes,
            KernelTimestamps = UsesBatches(options),
            Merge = Merges(options),
        };
        (Socket socket, BufferGrant buffer) = MulticastSocket.OpenReceiver(asked);
        return new FeedSocket(ReceiverOf(options, socket, asked), (IPEndPoint)socket.LocalEndPoint!, buffer);
    }

    private static IDatagramReceiver ReceiverOf(MulticastReceiverOptions options, Socket socket, DatagramOptions asked)
    {
        if (!OperatingSystem.IsLinux() || !UsesBatches(options))
        {
            return new ManagedReceiver(socket, options.MaxDatagramLength);
        }

        return asked.Merge
            ? new BatchReceiver(socket, asked, TrainBatch, TrainLength)
            : new BatchReceiver(socket, asked, Batch, options.MaxDatagramLength);
    }
}
