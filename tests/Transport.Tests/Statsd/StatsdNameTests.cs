using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

public sealed class StatsdNameTests
{
    // STATSD-M1
    [Theory]
    [InlineData("or ders", "U+0020 at position 2")]
    [InlineData("a:b", "':' at position 1")]
    [InlineData("ab|", "'|' at position 2")]
    [InlineData("\n", "U+000A at position 0")]
    [InlineData("\u00fcn", "U+00FC at position 0")]
    [InlineData("_e{1,1}", "'{' at position 2")]
    public void An_illegal_name_is_refused_with_its_place(string name, string place)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new StatsdName(StatsdDialect.Etsy, name));
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.Contains("StatsdNamePolicy.Replace", refused.Message, StringComparison.Ordinal);
    }

    // STATSD-M1
    [Theory]
    [InlineData("dogstatsd", "k,", "v", "The tag key \"k,\" has ',' at position 1")]
    [InlineData("dogstatsd", "k", "a|b", "\"a|b\" of the tag k has '|' at position 1")]
    [InlineData("influx", "k", "a:b", "\"a:b\" of the tag k has ':' at position 1")]
    [InlineData("signalfx", "k", "a]", "\"a]\" of the tag k has ']' at position 1")]
    [InlineData("etsy", "k", "1.5", "\"1.5\" of the tag k has '.' at position 1")]
    [InlineData("etsy", "", "1", "A tag of \"a\" has no key")]
    public void An_illegal_tag_is_refused_with_its_place(string dialect, string key, string value, string place)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new StatsdName(Written.Dialect(dialect), "a", [new StatsdTag(key, value)]));
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    // STATSD-M4
    [Fact]
    public void A_name_is_not_taken_for_a_service_check()
    {
        Assert.Contains(
            "begins like a service check",
            Assert.Throws<ArgumentException>(() => new StatsdName(StatsdDialect.DogStatsd, "_sched")).Message,
            StringComparison.Ordinal);
        StatsdName replaced = new(StatsdDialect.DogStatsd, "_sched", policy: StatsdNamePolicy.Replace);
        Assert.Equal("-sched:1|c", Written.By((ref StatsdWriter w) => w.TryCount(replaced, 1)));
    }

    // STATSD-M2
    [Fact]
    public void What_is_illegal_becomes_an_underscore_a_character()
    {
        StatsdName name = new(StatsdDialect.Influx, "a b\u00fc\U0001F600:|@#\n", [new StatsdTag("k=", "\u00fc v")], StatsdNamePolicy.Replace);
        Assert.Equal("a_b_______,k_=\u00fc_v:1|c", Written.By((ref StatsdWriter w) => w.TryCount(name, 1)));
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new StatsdName(StatsdDialect.Etsy, new string('a', StatsdName.MaxLength)));
        Assert.NotNull(new StatsdName(StatsdDialect.Etsy, new string('a', StatsdName.MaxLength - 1)));
        Assert.ThrowsAny<ArgumentException>(() => new StatsdName(StatsdDialect.Etsy, ""));
    }
}
