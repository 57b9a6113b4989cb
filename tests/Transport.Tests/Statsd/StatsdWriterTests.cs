using System.Text;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

public sealed class StatsdWriterTests
{
    private static readonly StatsdTag[] s_tags = [new("country", "cn"), new("az", "1")];

    // STATSD-T1, STATSD-M1
    [Fact]
    public void Writes_every_type()
    {
        StatsdName name = new(StatsdDialect.DogStatsd, "a.b");

        Assert.Equal("a.b:3|c", Written.By((ref StatsdWriter w) => w.TryCount(name, 3)));
        Assert.Equal("a.b:0.5|c|@0.1", Written.By((ref StatsdWriter w) => w.TryCount(name, 0.5, 0.1)));
        Assert.Equal("a.b:7|g", Written.By((ref StatsdWriter w) => w.TryGauge(name, 7)));
        Assert.Equal("a.b:12.5|ms|@0.25", Written.By((ref StatsdWriter w) => w.TryTime(name, 12.5, 0.25)));
        Assert.Equal("a.b:-2|h", Written.By((ref StatsdWriter w) => w.TryValue(name, StatsdMetricType.Histogram, -2)));
        Assert.Equal("a.b:2|d", Written.By((ref StatsdWriter w) => w.TryValue(name, StatsdMetricType.Distribution, 2)));
        Assert.Equal("a.b:joe|s", Written.By((ref StatsdWriter w) => w.TrySet(name, "joe"u8)));
    }

    // STATSD-L1
    [Fact]
    public void Parts_lines_by_a_line_feed_and_ends_with_none()
    {
        StatsdName name = new(StatsdDialect.Etsy, "a");
        StatsdWriter writer = new(new byte[64]);
        writer.TryCount(name, 1);
        writer.TryTime(name, 2);

        Assert.Equal("a:1|c\na:2|ms", Encoding.UTF8.GetString(writer.Written));
    }

    // STATSD-M5
    [Theory]
    [InlineData("etsy", "users.country.cn.az.1:1|c")]
    [InlineData("dogstatsd", "users:1|c|#country:cn,az:1")]
    [InlineData("influx", "users,country=cn,az=1:1|c")]
    [InlineData("librato", "users#country=cn,az=1:1|c")]
    [InlineData("signalfx", "users[country=cn,az=1]:1|c")]
    [InlineData("graphite", "users;country=cn;az=1:1|c")]
    public void Puts_tags_where_the_dialect_has_them(string dialect, string line)
    {
        StatsdName name = new(Written.Dialect(dialect), "users", s_tags);
        Assert.Equal(line, Written.By((ref StatsdWriter w) => w.TryCount(name, 1)));
    }

    // STATSD-M5
    [Theory]
    [InlineData("dogstatsd", "a:1|c|#beta")]
    [InlineData("influx", "a,beta=true:1|c")]
    public void Writes_a_tag_without_a_value_as_the_dialect_can(string dialect, string line)
    {
        StatsdName name = new(Written.Dialect(dialect), "a", [new StatsdTag("beta")]);
        Assert.Equal(line, Written.By((ref StatsdWriter w) => w.TryCount(name, 1)));
    }

    // STATSD-G1
    [Fact]
    public void A_negative_gauge_is_zero_and_a_change_where_a_sign_is_a_change()
    {
        StatsdName name = new(StatsdDialect.Etsy, "g");
        Assert.Equal("g:0|g\ng:-5|g", Written.By((ref StatsdWriter w) => w.TryGauge(name, -5)));
        Assert.Equal("g:+5|g", Written.By((ref StatsdWriter w) => w.TryChangeGauge(name, 5)));
        Assert.Equal("g:-5|g", Written.By((ref StatsdWriter w) => w.TryChangeGauge(name, -5)));
    }

    // STATSD-G1
    [Fact]
    public void A_negative_gauge_is_written_whole_or_not_at_all()
    {
        StatsdName name = new(StatsdDialect.Etsy, "g");
        StatsdWriter writer = new(new byte["g:0|g\ng:-5|g".Length - 1]);

        Assert.Equal(StatsdWriteStatus.Full, writer.TryGauge(name, -5));
        Assert.Equal(0, writer.Length);
    }

    // STATSD-G2
    [Fact]
    public void A_negative_gauge_is_itself_where_a_sign_is_a_sign()
    {
        StatsdName name = new(StatsdDialect.DogStatsd, "g");
        Assert.Equal("g:-5|g", Written.By((ref StatsdWriter w) => w.TryGauge(name, -5)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryChangeGauge(name, 5)));
    }

    // STATSD-T4
    [Fact]
    public void Packs_values_into_one_line_where_the_dialect_does()
    {
        StatsdName packed = new(StatsdDialect.DogStatsdVersion(1), "t", [new StatsdTag("a", "b")]);
        StatsdName single = new(StatsdDialect.DogStatsdVersion(0), "t");

        Assert.Equal("t:1:2.5:3|ms|@0.5|#a:b", Written.By((ref StatsdWriter w) => Values(ref w, packed, 3, [1, 2.5, 3], 0.5)));
        Assert.Equal("t:1|ms\nt:2|ms", Written.By((ref StatsdWriter w) => Values(ref w, single, 2, [1, 2], 1)));
    }

    // STATSD-T4, STATSD-L4
    [Fact]
    public void Packs_as_many_values_as_there_is_room_for()
    {
        StatsdName name = new(StatsdDialect.DogStatsd, "t");
        StatsdWriter writer = new(new byte["t:10:20|h".Length + 2]);

        Assert.Equal(2, writer.TryValues(name, StatsdMetricType.Histogram, [10, 20, 30], 1, out StatsdWriteStatus status));
        Assert.Equal(StatsdWriteStatus.Full, status);
        Assert.Equal("t:10:20|h", Encoding.UTF8.GetString(writer.Written));
    }

    // STATSD-N2, STATSD-N4, STATSD-T3
    [Fact]
    public void Refuses_what_cannot_be_said()
    {
        StatsdName name = new(StatsdDialect.Etsy, "a");
        Assert.All<double>(
            [double.NaN, double.PositiveInfinity, double.NegativeInfinity],
            odd =>
            {
                Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryCount(name, odd)));
                Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryGauge(name, odd)));
                Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryChangeGauge(name, odd)));
                Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryTime(name, odd)));
                Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryCount(name, 1, odd)));
            });
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryCount(name, 1, 0)));
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryCount(name, 1, 1.5)));
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TryTime(name, -1)));
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TrySet(name, "a:b"u8)));
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TrySet(name, "a\nb"u8)));
        Assert.Equal(StatsdWriteStatus.InvalidValue, Written.Status((ref StatsdWriter w) => w.TrySet(name, ""u8)));
    }

    // STATSD-T2, STATSD-T3
    [Fact]
    public void Refuses_what_the_dialect_does_not_have()
    {
        StatsdName name = new(StatsdDialect.Etsy, "a");
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryValue(name, StatsdMetricType.Histogram, 1)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryValue(name, StatsdMetricType.Distribution, 1)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryValue(name, StatsdMetricType.Gauge, 1)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryTime(name, 1, 0.5)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryCount(name, 1, at: 5)));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryEvent(StatsdDialect.Etsy, new() { Title = "a" })));
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryServiceCheck(StatsdDialect.Influx, new() { Name = "a" })));
    }

    // STATSD-T5
    [Fact]
    public void A_count_has_a_fraction_only_where_servers_keep_it()
    {
        StatsdName whole = new(StatsdDialect.Etsy, "a");
        Assert.Equal(StatsdWriteStatus.Unsupported, Written.Status((ref StatsdWriter w) => w.TryCount(whole, 0.5)));
        Assert.Equal("a:2|c|@0.5", Written.By((ref StatsdWriter w) => w.TryCount(whole, 2.0, 0.5)));
        StatsdName any = new(StatsdDialect.Graphite, "a");
        Assert.Equal("a:0.5|c", Written.By((ref StatsdWriter w) => w.TryCount(any, 0.5)));
    }

    // STATSD-D1
    [Fact]
    public void Writes_the_fields_of_dogstatsd_in_their_order()
    {
        StatsdOptions options = new()
        {
            EndPoint = new System.Net.IPEndPoint(0, 0),
            Dialect = StatsdDialect.DogStatsd,
            Prefix = "app",
            Tags = [new("env", "prod"), new("country", "de")],
            Origin = new() { ContainerId = "ci-abc", ExternalData = "it-false,cn-x", Cardinality = StatsdCardinality.Low },
        };
        StatsdName name = new(new Sockets.Transport.Statsd.Internal.Writing.NameSetup(options), "n", s_tags);

        Assert.Equal(
            "app.n:1|c|@0.5|#env:prod,country:cn,az:1|T1656581400|c:ci-abc|e:it-false,cn-x|card:low",
            Written.By((ref StatsdWriter w) => w.TryCount(name, 1.0, 0.5, 1_656_581_400)));
    }

    // STATSD-E1, STATSD-E2
    [Fact]
    public void Writes_an_event_with_the_lengths_of_its_escaped_bytes() => Assert.Equal(
        "_e{5,7}:\u00fcn\u00ef|a\\nb|\u00fc|d:5|h:web_1|k:key|p:low|s:src|t:error|#env:prod",
        Written.By((ref StatsdWriter w) => w.TryEvent(StatsdDialect.DogStatsd, new()
        {
            Title = "\u00fcn\u00ef",
            Text = "a\r\nb|\u00fc",
            At = DateTimeOffset.FromUnixTimeSeconds(5),
            Host = "web|1",
            AggregationKey = "key",
            Priority = StatsdPriority.Low,
            Source = "src",
            Alert = StatsdAlert.Error,
            Tags = [new("env", "prod")],
        })));

    // STATSD-E3
    [Fact]
    public void Writes_the_message_of_a_check_last_and_guards_its_mark() => Assert.Equal(
        "_sc|db|2|d:5|h:web|#env:prod|m:bad m\\: a\\nb _x",
        Written.By((ref StatsdWriter w) => w.TryServiceCheck(StatsdDialect.DogStatsd, new()
        {
            Name = "db",
            Status = StatsdServiceStatus.Critical,
            At = DateTimeOffset.FromUnixTimeSeconds(5),
            Host = "web",
            Message = "bad m: a\nb |x",
            Tags = [new("env", "prod")],
        })));

    // STATSD-N1, STATSD-N3
    [Theory]
    [InlineData(0.00001, "0.00001")]
    [InlineData(-0.000012345, "-0.000012345")]
    [InlineData(1.2345678901234568E+17, "123456789012345680")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(-1.5e-7, "-0.00000015")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(-0.0, "0")]
    [InlineData(0.1, "0.1")]
    public void Writes_numbers_without_an_exponent(double value, string text)
    {
        StatsdName name = new(StatsdDialect.DogStatsd, "a");
        Assert.Equal($"a:{text}|g", Written.By((ref StatsdWriter w) => w.TryGauge(name, value)));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Writes_whole_counts_exactly(long value)
    {
        StatsdName name = new(StatsdDialect.Etsy, "a");
        Assert.Equal($"a:{value}|c", Written.By((ref StatsdWriter w) => w.TryCount(name, value)));
    }

    // STATSD-L4
    [Fact]
    public void Writes_nothing_of_a_line_that_lacks_one_byte()
    {
        StatsdName name = new(StatsdDialect.DogStatsd, "abc", s_tags);
        int whole = Written.By((ref StatsdWriter w) => w.TryTime(name, 0.000_12, 0.3)).Length;
        for (int room = 0; room <= whole; room++)
        {
            StatsdWriter writer = new(new byte[room]);
            StatsdWriteStatus status = writer.TryTime(name, 0.000_12, 0.3);
            Assert.Equal(room == whole ? StatsdWriteStatus.Written : StatsdWriteStatus.Full, status);
            Assert.Equal(room == whole ? whole : 0, writer.Length);
        }
    }

    private static StatsdWriteStatus Values(ref StatsdWriter writer, StatsdName name, int written, double[] values, double rate)
    {
        Assert.Equal(written, writer.TryValues(name, StatsdMetricType.Timer, values, rate, out StatsdWriteStatus status));
        return status;
    }
}
