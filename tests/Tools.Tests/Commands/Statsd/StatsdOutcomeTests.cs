using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Tests.Commands.Statsd;

public sealed class StatsdOutcomeTests
{
    private static readonly StatsdStats s_all = new() { Submitted = 2, Sent = 2 };

    public static TheoryData<string> Losses => ["refused", "disconnected", "closed", "overflow", "too_large", "invalid"];

    [Fact]
    public void Everything_sent_is_well() => Assert.Equal(0, CodeOf(s_all));

    [Fact]
    public void Nothing_at_all_is_well() => Assert.Equal(0, CodeOf(new()));

    [Fact]
    public void What_sampling_left_out_is_not_lost() => Assert.Equal(0, CodeOf(s_all with { Submitted = 3, SampledOut = 1 }));

    [Theory]
    [MemberData(nameof(Losses))]
    public void One_that_got_lost_is_not_well(string cause) => Assert.Equal(6, CodeOf(Losing(s_all with { Submitted = 3 }, cause)));

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_bench_only_counts_what_got_lost(string cause) =>
        Assert.Equal(0, CodeOf(Losing(s_all with { Submitted = 3 }, cause), mustBeWhole: false));

    [Theory]
    [InlineData("refused", 3)]
    [InlineData("disconnected", 3)]
    [InlineData("closed", 3)]
    [InlineData("too_large", 6)]
    [InlineData("invalid", 6)]
    public void Where_nothing_was_sent_it_is_the_way_or_the_metric(string cause, int code) =>
        Assert.Equal(code, CodeOf(Losing(new() { Submitted = 1 }, cause)));

    private static int CodeOf(StatsdStats stats, bool mustBeWhole = true) => (int)new StatsdOutcome
    {
        Verb = "statsd send",
        Endpoint = StatsdEndpointParser.Parse("statsd://:1"),
        Stats = stats,
        Duration = TimeSpan.FromSeconds(1),
        MustBeWhole = mustBeWhole,
    }.Code;

    private static StatsdStats Losing(StatsdStats stats, string cause) => cause switch
    {
        "refused" => stats with { DroppedRefused = 1 },
        "disconnected" => stats with { DroppedDisconnected = 1 },
        "closed" => stats with { DroppedClosed = 1 },
        "overflow" => stats with { DroppedOverflow = 1 },
        "too_large" => stats with { DroppedTooLarge = 1 },
        _ => stats with { DroppedInvalid = 1 },
    };
}
