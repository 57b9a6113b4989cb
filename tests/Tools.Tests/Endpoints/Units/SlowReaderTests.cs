using Sockets.Tools.Endpoints.Units;


namespace Sockets.Tools.Tests.Endpoints.Units;

public sealed class SlowReaderTests
{
    [Theory]
    [InlineData("5ms/100", 5, 100)]
    [InlineData("1s", 1_000, 1)]
    public void A_slow_reader_pauses_after_so_many(string text, int milliseconds, long every)
    {
        Assert.True(SlowReader.TryParse(text, out SlowReader value, out _));
        Assert.Equal(new SlowReader(TimeSpan.FromMilliseconds(milliseconds), every), value);
    }

    [Theory]
    [InlineData("5/100")]
    [InlineData("5ms/0")]
    [InlineData("5ms/1/2")]
    [InlineData("")]
    public void A_slow_reader_that_is_none_is_refused_with_an_example(string text)
    {
        Assert.False(SlowReader.TryParse(text, out _, out string? error));
        Assert.Contains("5ms/100", error, StringComparison.Ordinal);
    }
}
