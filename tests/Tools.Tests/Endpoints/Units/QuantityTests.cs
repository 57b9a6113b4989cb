using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Tests.Endpoints.Units;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("100", 100)]
    [InlineData("10k", 10_000)]
    [InlineData("1.5M", 1_500_000)]
    public void Reads_whole_numbers(string text, long count)
    {
        Assert.True(Quantity.TryParse(text, out long value, out _));
        Assert.Equal(count, value);
    }

    [Theory]
    [InlineData("0", "'0' is less than 1")]
    [InlineData("1.5", "'1.5' is not a number: a whole number")]
    [InlineData("1Ki", "'1Ki' is not a number")]
    [InlineData("10B", "'10B' is not a number")]
    [InlineData("ten", "does not begin with a number")]
    public void Says_what_is_wrong(string text, string expected)
    {
        Assert.False(Quantity.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
