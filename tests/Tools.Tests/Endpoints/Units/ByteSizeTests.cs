using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Tests.Endpoints.Units;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("64", 64)]
    [InlineData("64B", 64)]
    [InlineData("1k", 1_000)]
    [InlineData("1kB", 1_000)]
    [InlineData("10k", 10_000)]
    [InlineData("3M", 3_000_000)]
    [InlineData("2G", 2_000_000_000)]
    [InlineData("1Ki", 1_024)]
    [InlineData("1KiB", 1_024)]
    [InlineData("4Mi", 4 * 1024 * 1024)]
    [InlineData("1Gi", 1024 * 1024 * 1024)]
    [InlineData("1.5k", 1_500)]
    [InlineData("0.5Ki", 512)]
    public void Reads_decimal_and_binary_units(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long value, out _));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("", "does not begin with a number")]
    [InlineData("k", "does not begin with a number")]
    [InlineData("-5", "negative")]
    [InlineData("0", "less than one byte")]
    [InlineData("0.3", "not a whole number of bytes")]
    [InlineData("1.5", "not a whole number of bytes")]
    [InlineData("64K", "write 64k (powers of 1000) or 64Ki (powers of 1024)")]
    [InlineData("64KB", "write 64k (powers of 1000) or 64Ki (powers of 1024)")]
    [InlineData("1m", "write 1M (powers of 1000) or 1Mi (powers of 1024)")]
    [InlineData("1gb", "write 1G (powers of 1000) or 1Gi (powers of 1024)")]
    [InlineData("1x", "'x' in '1x' is not a unit of size")]
    [InlineData("1 k", "' k' in '1 k' is not a unit of size")]
    [InlineData("65,528", "has a separator")]
    [InlineData("65_528", "has a separator")]
    [InlineData("1.2.3", "'1.2.3' is not a number")]
    [InlineData("1.", "'1.' is not a number")]
    [InlineData("99999999999999999999", "too large")]
    [InlineData("999999999T", "too large")]
    public void Says_what_is_wrong_instead_of_guessing(string text, string expected)
    {
        Assert.False(ByteSize.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
