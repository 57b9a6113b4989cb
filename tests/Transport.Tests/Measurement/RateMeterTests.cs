using Sockets.Transport.Measurement;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Measurement;

public sealed class RateMeterTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Gives_the_rates_since_it_was_last_asked_and_since_the_start()
    {
        RateMeter meter = new(_time);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new RateMeter.Rates(5, 500), meter.Sample(10, 1000));

        _time.Advance(TimeSpan.FromSeconds(1));
        RateMeter.Rates rates = meter.Sample(40, 1300);

        Assert.Equal(new RateMeter.Rates(30, 300), rates);
        Assert.Equal(2400, rates.Bits);
        Assert.Equal(40 / 3.0, meter.Average(40, 1300).Messages);
    }

    [Fact]
    public void Gives_nothing_while_no_time_has_passed() =>
        Assert.Equal(default, new RateMeter(_time).Sample(10, 1000));

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

        jitter.Restart();
        jitter.Add(sent: 0, arrived: 99_000);
        Assert.Equal((19, 19), (jitter.Nanoseconds, jitter.Max));
    }
}
