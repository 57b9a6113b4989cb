using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Output;

public sealed class ReportSettingsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("TERM=xterm", true)]
    [InlineData("TERM=dumb", false)]
    [InlineData("CI=true", false)]
    [InlineData("CI=", true)]
    [InlineData("GITHUB_ACTIONS=true", false)]
    public void Progress_is_redrawn_only_where_that_can_be_seen(string variable, bool isLive)
    {
        Assert.Equal(isLive, new ReportSettings().IsLive(Terminal(variable, isTerminal: true)));
        Assert.False(new ReportSettings().IsLive(Terminal(variable, isTerminal: false)));
        Assert.True(new ReportSettings { Live = Choice.Always }.IsLive(Terminal(variable, isTerminal: false)));
        Assert.False(new ReportSettings { Live = Choice.Never }.IsLive(Terminal(variable, isTerminal: true)));
    }

    [Fact]
    public void Nothing_is_redrawn_or_repeated_when_quiet_or_when_messages_are_shown()
    {
        Terminal terminal = Terminal("", isTerminal: true);
        foreach (ReportSettings settings in (ReportSettings[])
            [
                new() { Verbosity = Verbosity.Quiet, Live = Choice.Always },
                new() { Mode = ReportMode.JsonLines, Live = Choice.Always },
                new() { DataOnOutput = true },
                new() { DataTyped = true },
            ])
        {
            Assert.False(settings.IsLive(terminal));
            Assert.False(settings.HasIntervalLines(terminal));
        }

        Assert.True(new ReportSettings().HasIntervalLines(Terminal("", isTerminal: false)));
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("", false, false)]
    [InlineData("NO_COLOR=1", true, false)]
    [InlineData("NO_COLOR=", true, true)]
    [InlineData("FORCE_COLOR=1", false, true)]
    [InlineData("TERM=dumb", true, false)]
    public void Colour_follows_the_conventions(string variable, bool isTerminal, bool hasColor)
    {
        Assert.Equal(hasColor, new ReportSettings().HasColor(Terminal(variable, isTerminal)));
        Assert.True(new ReportSettings { Color = Choice.Always }.HasColor(Terminal(variable, isTerminal)));
        Assert.False(new ReportSettings { Color = Choice.Never }.HasColor(Terminal(variable, isTerminal)));
    }

    [Fact]
    public void A_line_that_stays_takes_the_live_line_away_first()
    {
        StringWriter writer = new();
        StatusWriter status = new(writer, colored: false);

        status.ShowLive([" 10 %"]);
        status.WriteLine("done");
        status.WriteError("two\nlines");

        Assert.Equal("\r\u001b[K 10 %\r\u001b[Kdone\nsockets: two lines\n", writer.ToString());
    }

    private static Terminal Terminal(string variable, bool isTerminal) => new ToolBench().Terminal with
    {
        ErrorIsTerminal = isTerminal,
        Variable = name => variable.StartsWith(name + "=", StringComparison.Ordinal) ? variable[(name.Length + 1)..] : null,
    };
}
