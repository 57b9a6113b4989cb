using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Internal;

/// <summary>What becomes of datagrams that the kernel does not take, or takes only some of.</summary>
public sealed class HandOffTests
{
    private const uint Epoch = 1;

    private readonly ManualTime _time = new();

    // TMC1-N1
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_kernel_has_no_room_for_burns_no_number(bool isSealed)
    {
        MulticastKey? key = isSealed ? MulticastKey.Generate() : null;
        Queue<LinkResult> script = new(
        [
            ScriptedSender.Refuses(SocketError.WouldBlock), ScriptedSender.Takes(2), ScriptedSender.Refuses(SocketError.NoBufferSpaceAvailable),
            ScriptedSender.Refuses(SocketError.WouldBlock), ScriptedSender.Takes(1), ScriptedSender.Refuses(SocketError.NoBufferSpaceAvailable),
        ]);
        ScriptedSender link = new(count => script.TryDequeue(out LinkResult result) ? result : ScriptedSender.Takes(count));
        (HandOff handOff, IWireFormat format) = Make(link, key);
        Offer(handOff, format, 10);

        SendAll(handOff);

        SendCounters counters = handOff.Counters;
        Assert.Equal((10, 0, 2, 2, 7), (counters.DatagramsSent, counters.DatagramsFailed, counters.BufferFull, counters.QueueFull, counters.SendCalls));
        Assert.Equal(Enumerable.Range(1, 10), ReceivedBy(link.Taken, key).Select(n => (int)n));
    }

    // TMC1-N1
    [Fact]
    public void A_receiver_sees_no_gap_whatever_the_kernel_refuses()
    {
        Random random = new(Seed.Take());
        SocketError[] errors = [SocketError.WouldBlock, SocketError.NoBufferSpaceAvailable, SocketError.MessageSize, SocketError.AccessDenied];
        for (int run = 0; run < 500; run++)
        {
            long[] refused = new long[errors.Length];
            ScriptedSender link = new(count =>
            {
                int which = random.Next(errors.Length * 2);
                if (which >= errors.Length)
                {
                    return ScriptedSender.Takes(random.Next(1, count + 1));
                }

                refused[which]++;
                return ScriptedSender.Refuses(errors[which]);
            });
            (HandOff handOff, IWireFormat format) = Make(link, key: null);
            Offer(handOff, format, 30);

            SendAll(handOff);

            SendCounters counters = handOff.Counters;
            Assert.Equal((refused[0], refused[1], refused[2] + refused[3]), (counters.BufferFull, counters.QueueFull, counters.DatagramsFailed));
            Assert.Equal((30, link.Taken.Count), (counters.DatagramsSent + counters.DatagramsFailed, counters.DatagramsSent));
            Assert.Equal(Enumerable.Range(1, link.Taken.Count), ReceivedBy(link.Taken, key: null).Select(n => (int)n));
        }
    }

    [Fact]
    public void What_only_the_second_feed_refuses_is_counted_as_missed_there()
    {
        int calls = 0;
        ScriptedSender first = new(ScriptedSender.Takes);
        ScriptedSender second = new(count => ++calls % 2 == 0 ? ScriptedSender.Refuses(SocketError.NoBufferSpaceAvailable) : ScriptedSender.Takes(3));
        (HandOff handOff, IWireFormat format) = Make(new TwinSender(first, second), key: null);
        Offer(handOff, format, 10);

        SendAll(handOff);

        SendCounters counters = handOff.Counters;
        Assert.Equal((10, 3, 7), (counters.DatagramsSent, counters.SecondSent, counters.SecondMissed));
        Assert.Equal((10, 0, 0), (first.Taken.Count, counters.BufferFull, counters.QueueFull));
    }

    [Fact]
    public void What_the_kernel_does_not_take_of_parities_and_heartbeats_is_counted()
    {
        // Data goes, and every second datagram beside it does not.
        int others = 0;
        ScriptedSender link = new(count => count == 1 && ++others % 2 == 0 ? ScriptedSender.Refuses(SocketError.WouldBlock) : ScriptedSender.Takes(count));
        MulticastSenderOptions options = Options() with { Time = _time, Parity = MulticastParity.Row(2) };
        NativeFormat format = new(0, Epoch);
        HandOff handOff = new(link, format, options);
        Offer(handOff, format, 8);
        SendAll(handOff);
        handOff.SendControl(PacketKind.Heartbeat);
        handOff.SendControl(PacketKind.End);

        SendCounters counters = handOff.Counters;
        Assert.Equal((8, 2, 2), (counters.DatagramsSent, counters.ParitySent, counters.ParityMissed));
        Assert.Equal((1, 1), (counters.ControlSent, counters.ControlMissed));
    }

    [Fact]
    public async Task The_thread_waits_for_room_and_goes_on()
    {
        int calls = 0;
        ScriptedSender link = new(count => ++calls switch
        {
            1 or 2 => ScriptedSender.Refuses(SocketError.WouldBlock),
            3 => ScriptedSender.Refuses(SocketError.NoBufferSpaceAvailable),
            _ => ScriptedSender.Takes(count),
        });
        MulticastSenderOptions options = Options() with { Time = TimeProvider.System, HeartbeatInterval = TimeSpan.FromMinutes(1) };
        NativeFormat format = new(0, Epoch);
        HandOff handOff = new(link, format, options);
        SendLoop loop = new(handOff, options);
        loop.Start();
        Offer(handOff, format, 10);
        loop.OnQueued(MulticastSending.Thread);

        await Eventually.TrueAsync(() => loop.Snapshot().DatagramsSent == 10);
        await loop.StopAsync().WithinAsync();

        MulticastSenderStats stats = loop.Snapshot();
        MulticastRig.AssertIdentities(stats);
        Assert.Equal((2, 1, 2), (stats.BufferFull, stats.QueueFull, link.Waits));
        Assert.Equal(Enumerable.Range(1, 10), ReceivedBy(link.Taken, key: null).Select(n => (int)n));
    }

    private static MulticastSenderOptions Options() => new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), QueueDatagrams = 64 };

    private static void Offer(HandOff handOff, IWireFormat format, int datagrams)
    {
        lock (handOff.Gate)
        {
            for (int i = 0; i < datagrams; i++)
            {
                format.WriteData(handOff.Ring.Append(format.HeaderLength + 4 + format.TrailerLength), default);
            }

            handOff.Counters.MessagesOffered += datagrams;
            handOff.Counters.MessagesAccepted += datagrams;
            handOff.Counters.DatagramsOffered += datagrams;
        }
    }

    /// <summary>The numbers that a receiver delivers, which must see no gap and no duplicate.</summary>
    private static List<long> ReceivedBy(List<byte[]> datagrams, MulticastKey? key)
    {
        using PipelineRig rig = new(key: key, expectFrom: 1);
        datagrams.ForEach(datagram => rig.Arrive(datagram));
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((datagrams.Count, 0, 0, 0), (stats.Expected, stats.Lost + stats.Pending, stats.Duplicates, stats.Unauthentic));
        return [.. rig.TakeAll().Select(m => m.Info.Sequence)];
    }

    private (HandOff HandOff, IWireFormat Format) Make(IDatagramSender link, MulticastKey? key)
    {
        MulticastSenderOptions options = Options() with { Time = _time, Key = key };
        NativeFormat format = new(0, Epoch, key is null ? null : DatagramSeal.ForSender(key, Epoch, _time));
        return (new HandOff(link, format, options), format);
    }

    private void SendAll(HandOff handOff)
    {
        PaceSchedule unpaced = new(0, _time.TimestampFrequency);
        while (handOff.Ring.Count > 0)
        {
            handOff.Send(_time.GetTimestamp(), IDatagramSender.MostPerCall, ref unpaced);
        }
    }
}
