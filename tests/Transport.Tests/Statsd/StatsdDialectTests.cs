using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

public sealed class StatsdDialectTests
{
    // Packing, container, time, external data, cardinality.
    [Theory]
    [InlineData(0, "-----")]
    [InlineData(1, "p----")]
    [InlineData(2, "pc---")]
    [InlineData(3, "pct--")]
    [InlineData(4, "pct--")]
    [InlineData(5, "pcte-")]
    [InlineData(6, "pctea")]
    public void A_protocol_of_dogstatsd_has_what_came_up_to_it(int minor, string abilities)
    {
        StatsdDialect dialect = StatsdDialect.DogStatsdVersion(minor);
        Assert.Equal(
            abilities,
            string.Concat(
                dialect.Packing ? 'p' : '-',
                dialect.ContainerId ? 'c' : '-',
                dialect.Timestamps ? 't' : '-',
                dialect.ExternalData ? 'e' : '-',
                dialect.Cardinality ? 'a' : '-'));
        Assert.True(dialect is { Events: true, Histograms: true, Distributions: true, GaugeSign: StatsdGaugeSign.Absolute });
    }

    [Fact]
    public void The_newest_protocol_is_the_preset() =>
        Assert.Equal(StatsdDialect.DogStatsdVersion(6) with { Name = "dogstatsd" }, StatsdDialect.DogStatsd);

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void There_is_no_such_protocol(int minor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StatsdDialect.DogStatsdVersion(minor));

    [Theory]
    [InlineData("etsy")]
    [InlineData("influx")]
    [InlineData("librato")]
    [InlineData("signalfx")]
    [InlineData("graphite")]
    public void Nothing_of_dogstatsd_s_fields_is_in_the_others(string name)
    {
        StatsdDialect dialect = Written.Dialect(name);
        Assert.False(dialect.Events || dialect.Packing || dialect.Timestamps || dialect.ContainerId || dialect.ExternalData || dialect.Cardinality);
        Assert.Equal(StatsdGaugeSign.Delta, dialect.GaugeSign);
        Assert.False(dialect.Distributions);
    }
}
