using Sockets.Transport.Measurement;

namespace Sockets.Transport.Tests.Measurement;

public sealed class JitterMeterTests
{
    [Fact]
    public void Computes_jitter_as_RFC_3550_does()
    {
        JitterMeter jitter = new();

        // Transit times 1000, 1160, 1000 ns: changes of 160 and 160. J = 160/16 = 10, then 10 + (160 - 10)/16 = 19.375.
        jitter.Add(sent: 0, arrived: 1000);
        jitter.Add(sent: 5000, arrived: 6160);
        Assert.Equal(10, jitter.Nanoseconds);
        jitter.Add(sent: 9000, arrived: 10_000);
        Assert.Equal(19, jitter.Nanoseconds);

        // The first packet has none before it.
        Assert.Equal((2, 10 + 19.375), (jitter.Count, jitter.Sum));

        jitter.Restart();
        jitter.Add(sent: 0, arrived: 99_000);
        Assert.Equal((19, 19), (jitter.Nanoseconds, jitter.Max));
    }
}
