using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Tests.Endpoints.Units;

public sealed class RateTests
{
    [Theory]
    [InlineData("100/s", 100, RateUnit.Messages)]
    [InlineData("100k/s", 100_000, RateUnit.Messages)]
    [InlineData("1.5M/s", 1_500_000, RateUnit.Messages)]
    [InlineData("0.5/s", 0.5, RateUnit.Messages)]
    [InlineData("50MB/s", 400_000_000, RateUnit.Bits)]
    [InlineData("1MiB/s", 8 * 1024 * 1024, RateUnit.Bits)]
    [InlineData("64B/s", 512, RateUnit.Bits)]
    [InlineData("1Gbit/s", 1e9, RateUnit.Bits)]
    [InlineData("800bit/s", 800, RateUnit.Bits)]
    internal void Reads_messages_bytes_and_bits(string text, double perSecond, RateUnit unit)
    {
        Assert.True(Rate.TryParse(text, out Rate rate, out _));
        Assert.Equal(new Rate(perSecond, unit), rate);
    }

    [Theory]
    [InlineData("100k", "does not say of what: write 100k/s for messages, 100kB/s for bytes, 100kbit/s for bits")]
    [InlineData("1Gbps", "is not a rate: messages as in 100k/s")]
    [InlineData("10K/s", "write 10k (powers of 1000) or 10Ki (powers of 1024)")]
    [InlineData("10x/s", "'x/s' in '10x/s' is not a unit of a rate")]
    [InlineData("0/s", "would never send anything")]
    [InlineData("-1/s", "negative")]
    [InlineData("fast", "does not begin with a number")]
    public void Says_what_is_wrong_instead_of_guessing(string text, string expected)
    {
        Assert.False(Rate.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
