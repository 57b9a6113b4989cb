using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Internal;

/// <summary>What operators see: the counters of receivers and senders, those that have ended included.</summary>
[Collection(Alone.Name)]
public sealed class MulticastMeterTests
{
    [Fact]
    public async Task Adds_up_what_receivers_and_senders_counted_also_when_they_have_ended()
    {
        Dictionary<string, long> before = Read();
        MulticastReceiverOptions options = MulticastRig.Receiver() with { ExpectFrom = 1 };
        await using (MulticastReceiver receiver = MulticastReceiver.Start(options))
        {
            await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
            await MulticastRig.SendAsync(sender, 7, 100);
            await Eventually.TrueAsync(() => receiver.Stats.Unique == 7);
            (await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();

            Dictionary<string, long> during = Read();
            Assert.Equal((7, 7, 1, 6), (
                Grown("datagrams.sent", during), Grown("packets.unique", during), Grown("packets.delivered", during), Grown("packets.queued", during)));
        }

        Dictionary<string, long> after = Read();
        Assert.Equal((7, 7, 1, 0, 6), (
            Grown("datagrams.sent", after), Grown("packets.unique", after), Grown("packets.delivered", after), Grown("packets.queued", after),
            Grown("packets.dropped cause=close", after)));

        long Grown(string name, Dictionary<string, long> now) => now["sockets.multicast." + name] - before["sockets.multicast." + name];
    }

    [Fact]
    public void Says_of_lost_packets_where_and_of_repaired_ones_how()
    {
        Dictionary<string, long> now = Read();
        Assert.All(
            (string[])["packets.lost place=socket", "packets.lost place=upstream", "packets.lost place=unattributed", "packets.repaired way=parity", "packets.repaired way=request"],
            name => Assert.Contains("sockets.multicast." + name, now));
    }

    private static Dictionary<string, long> Read()
    {
        _ = MulticastMeter.Instance;
        Dictionary<string, long> found = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == MeterNames.Multicast)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            found[instrument.Name + (tags.Length == 0 ? "" : $" {tags[0].Key}={tags[0].Value}")] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return found;
    }
}
