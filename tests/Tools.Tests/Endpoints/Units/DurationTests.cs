using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Tests.Endpoints.Units;

public sealed class DurationTests
{
    [Theory]
    [InlineData("100ns", 1)]
    [InlineData("250us", 2_500)]
    [InlineData("250\u00b5s", 2_500)]
    [InlineData("5ms", 50_000)]
    [InlineData("10s", 100_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("1m", 600_000_000)]
    [InlineData("1h", 36_000_000_000)]
    public void Reads_one_unit(string text, long ticks)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan value, out _));
        Assert.Equal(ticks, value.Ticks);
    }

    [Fact]
    public void Nothing_is_a_duration_where_it_is_asked_for()
    {
        Assert.True(Duration.TryParseAny("0s", out TimeSpan nothing, out _));
        Assert.Equal(TimeSpan.Zero, nothing);
        Assert.True(Duration.TryParseAny("5ms", out TimeSpan some, out _));
        Assert.Equal(50_000, some.Ticks);
        Assert.False(Duration.TryParseAny("0", out _, out string? error));
        Assert.Contains("has no unit", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10", "'10' has no unit: write 10ms, 10s or 10m")]
    [InlineData("1h30m", "'h30m' in '1h30m' is not a unit of time")]
    [InlineData("1M", "'M' in '1M' is not a unit of time")]
    [InlineData("1ns", "shorter than 100ns")]
    [InlineData("0s", "shorter than 100ns")]
    [InlineData("1000h", "longer than 24 days")]
    [InlineData("-1s", "negative")]
    public void Says_what_is_wrong_instead_of_guessing(string text, string expected)
    {
        Assert.False(Duration.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
