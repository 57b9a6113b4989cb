using System.Text;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Parities as a sender is asked for them and sends them.</summary>
public sealed class ParitySenderTests
{
    [Fact]
    public async Task A_sender_adds_parities_that_repair_what_it_sends_sealed_or_not()
    {
        foreach (MulticastKey? key in (MulticastKey?[])[null, MulticastKey.Generate()])
        {
            using DatagramPeer peer = new();
            await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(peer.EndPoint) with
            {
                Parity = MulticastParity.Matrix(4, 4),
                MaxDatagramLength = 300,
                Key = key,
            });
            byte[] longest = Encoding.ASCII.GetBytes(new string('x', sender.MaxUnfragmentedLength));
            for (int i = 0; i < 15; i++)
            {
                Assert.Equal(SendStatus.Queued, await sender.SendAsync(longest.AsMemory(i), cancellationToken: TestContext.Current.CancellationToken));
            }

            Assert.Equal(SendStatus.Queued, sender.TrySend(new byte[500]));
            await sender.FlushAsync(TestContext.Current.CancellationToken).WithinAsync();
            using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1, key: key);
            for (long i = 0; i < sender.Stats.DatagramsSent + 8; i++)
            {
                byte[] datagram = await peer.ReceiveAsync();
                Assert.InRange(datagram.Length, 0, 300);
                Assert.True(Tmc1Header.TryRead(datagram, out Tmc1Header header));
                if (header.Type != Tmc1Type.Data || header.Sequence is not (2 or 6 or 7 or 16))
                {
                    rig.Arrive(datagram);
                }
            }

            List<(byte[] Payload, MulticastInfo Info)> messages = rig.TakeAll();
            Assert.Equal(16, messages.Count);
            Assert.Contains(messages, m => m.Payload.Length == 500);
            Assert.All(messages.Where(m => m.Payload.Length < 500), m => Assert.Equal(longest.Length - (int)m.Info.Sequence + 1, m.Payload.Length));
            Assert.Equal((4, 0), (rig.AssertIdentities().Repaired, rig.Stats.Lost));
            MulticastRig.AssertIdentities(sender.Stats);
            Assert.InRange(sender.Stats.ParitySent, 8, 10);
        }
    }

    [Fact]
    public void Says_which_shapes_there_are()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MulticastParity.Row(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MulticastParity.Row(33));
        Assert.Throws<ArgumentOutOfRangeException>(() => MulticastParity.Matrix(32, 9));
        Assert.Equal((32, 8), (MulticastParity.Matrix(32, 8).Columns, MulticastParity.Matrix(32, 8).Rows));
    }
}
