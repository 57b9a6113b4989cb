using Sockets.Tools.Commands.Recv;

namespace Sockets.Tools.Tests.Commands.Recv;

public sealed class ExpectationTests
{
    [Theory]
    [InlineData("messages=100", true)]
    [InlineData("messages=99", false)]
    [InlineData("messages>=100", true)]
    [InlineData("messages>100", false)]
    [InlineData("messages < 101", true)]
    [InlineData("messages<=0.1k", true)]
    [InlineData("messages>0", true)]
    [InlineData("bytes=6400", true)]
    [InlineData("bytes<6.4k", false)]
    [InlineData("bytes>0", true)]
    [InlineData("seconds<2.5", true)]
    [InlineData("seconds<=2", true)]
    [InlineData("seconds>2s", false)]
    [InlineData("seconds<1m", true)]
    [InlineData("rate=50/s", true)]
    [InlineData("rate>50/s", false)]
    [InlineData("rate>=25.6kbit/s", true)]
    [InlineData("rate<=3.2kB/s", true)]
    public void Holds_the_end_of_a_run_against_a_limit(string text, bool isMet)
    {
        Assert.True(Expectation.TryParse(text, out Expectation expectation, out string? error), error);
        Assert.Equal(isMet, expectation.Check(messages: 100, bytes: 6_400, TimeSpan.FromSeconds(2)).IsMet);
    }

    [Theory]
    [InlineData("messages", "compares nothing")]
    [InlineData("mesages=1", "did you mean 'messages'?")]
    [InlineData("p99<1ms", "fields are messages, bytes, seconds, rate")]
    [InlineData("messages=many", "does not begin with a number")]
    [InlineData("bytes=1K", "1k (powers of 1000)")]
    [InlineData("rate>10", "does not say of what")]
    [InlineData("rate>", "does not begin with a number")]
    [InlineData("seconds<fast", "does not begin with a number")]
    public void Says_what_is_wrong_with_it(string text, string expected)
    {
        Assert.False(Expectation.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
