using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Tests.Endpoints;

public sealed class SuggestionTests
{
    private static readonly string[] s_keys = ["framing", "maxframe", "maxmessage", "window"];

    [Theory]
    [InlineData("framng", "framing")]
    [InlineData("Framing", "framing")]
    [InlineData("farming", "framing")]
    [InlineData("widnow", "window")]
    [InlineData("maxmesage", "maxmessage")]
    public void Finds_the_word_that_was_meant(string typed, string meant) => Assert.Equal(meant, Suggestion.Find(typed, s_keys));

    [Theory]
    [InlineData("rcvbuf")]
    [InlineData("x")]
    [InlineData("")]
    public void Stays_silent_when_nothing_is_near(string typed) => Assert.Null(Suggestion.Find(typed, s_keys));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "abd", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abc", "xyz", 3)]
    [InlineData("", "abc", 3)]
    public void Counts_edits_and_swaps(string a, string b, int distance)
    {
        Assert.Equal(distance, Suggestion.Distance(a, b));
        Assert.Equal(distance, Suggestion.Distance(b, a));
    }
}
