using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Ends;

public sealed class ScoredSpanTests
{
    private static readonly ScoredSpan s_nothing = new(0, 0);

    [Fact]
    public void Streams_that_take_turns_last_as_long_as_both()
    {
        Assert.Equal(new ScoredSpan(100, 30), ScoredSpan.Cover(new(100, 10), new(120, 10)));
        Assert.Equal(new ScoredSpan(100, 30), ScoredSpan.Cover(new(120, 10), new(100, 10)));
        Assert.Equal(new ScoredSpan(100, 30), ScoredSpan.Cover(new(100, 30), new(110, 5)));
    }

    [Fact]
    public void A_stream_of_which_nothing_came_adds_nothing()
    {
        Assert.Equal(new ScoredSpan(100, 10), ScoredSpan.Cover(s_nothing, new(100, 10)));
        Assert.Equal(new ScoredSpan(100, 10), ScoredSpan.Cover(new(100, 10), s_nothing));
        Assert.Equal(s_nothing, ScoredSpan.Cover(s_nothing, s_nothing));
    }
}
