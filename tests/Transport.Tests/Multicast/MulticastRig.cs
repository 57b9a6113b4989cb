using System.Net;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Receivers and senders on the loopback.</summary>
internal static class MulticastRig
{
    public static MulticastReceiverOptions Receiver() => new()
    {
        EndPoints = [new IPEndPoint(DatagramRig.NewGroup(), 0)],
        Interface = "127.0.0.1",
    };

    public static IPEndPoint GroupOf(MulticastReceiver receiver, MulticastReceiverOptions options) =>
        new(options.EndPoints[0].Address, receiver.LocalEndPoint.Port);

    public static MulticastSenderOptions Sender(IPEndPoint to) => new() { EndPoint = to, Interface = "127.0.0.1" };

    /// <summary>Sends so many messages of a length, each filled with its number, waiting for room.</summary>
    public static async Task SendAsync(MulticastSender sender, int messages, int length, int from = 0)
    {
        byte[] payload = new byte[length];
        for (int i = from; i < from + messages; i++)
        {
            Numbered.Write(payload, 0, i);
            Assert.Equal(SendStatus.Queued, await sender.SendAsync(payload, cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    public static void AssertIdentities(MulticastStats stats) =>
        Assert.All(stats.Identities, identity => Assert.True(identity.Residual == 0, $"{identity} {stats}"));

    public static void AssertIdentities(MulticastSenderStats stats) =>
        Assert.All(stats.Identities, identity => Assert.True(identity.Residual == 0, $"{identity} {stats}"));
}
