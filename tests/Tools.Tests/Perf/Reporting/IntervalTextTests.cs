using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Tests.Perf.Reporting;

/// <summary>What is said of an interval: redrawn on a terminal, a line each elsewhere.</summary>
public sealed class IntervalTextTests
{
    private static readonly string[] s_said =
    [
        "2.0 s", "-> 20.0k msg/s", "24.0 MB/s", "lost 3", "(kernel/app/net/? 1/2/3/0 so far)", "open 7", "dup 0  reordered 0", "one-way p50 2,000 ns", "p99 9,000 ns", "max 9,500 ns",
    ];

    [Theory]
    [InlineData(200, 1)]
    [InlineData(79, 3)]
    [InlineData(39, 6)]
    public void A_live_view_shows_everything_in_the_width_there_is(int columns, int lines)
    {
        IReadOnlyList<string> view = IntervalText.Lines(Interval(), columns);

        Assert.InRange(view.Count, 1, lines);
        Assert.All(view, line => Assert.InRange(line.Length, 1, columns));
        Assert.All(s_said, part => Assert.Contains(view, line => line.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_width_is_too_small() => Assert.All(IntervalText.Lines(Interval(), 5), static line => Assert.InRange(line.Length, 0, 5));

    [Fact]
    public void Who_has_nothing_new_to_say_is_not_said_to_receive_nothing()
    {
        PerfInterval silent = Interval();

        Assert.Contains("-> no news", IntervalText.Line(silent with { Up = silent.Up! with { ReceivedMessages = 0, ReceivedDurNs = 0 } }), StringComparison.Ordinal);
        Assert.Contains("-> 10.0k msg/s", IntervalText.Line(silent with { Up = silent.Up! with { TotalReceivedMessages = 0 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_there_and_back_and_one_way_are_called_what_they_are()
    {
        PerfInterval oneWay = Interval();
        HistogramData times = new() { Count = 20, P50Ns = 7_000, MaxNs = 8_000, Cells = [] };

        // Of a test that sends back, who looks on wants to know what that takes.
        Assert.EndsWith("rtt p50 7,000 ns  p99 -  max 8,000 ns", IntervalText.Line(oneWay with { Times = times }), StringComparison.Ordinal);
        Assert.DoesNotContain("one-way", IntervalText.Line(oneWay with { Times = times }), StringComparison.Ordinal);

        // Each way has its own.
        string both = IntervalText.Line(oneWay with { Down = oneWay.Up! with { OneWay = times }, Times = times });
        Assert.Matches("-> .* one-way p50 2,000 ns .* <- .* one-way p50 7,000 ns", both);
        Assert.DoesNotContain("rtt", both, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_the_view_redrawn_and_cleared_at_the_end()
    {
        string said = Say(terminal: true, columns: 80);

        Assert.DoesNotContain("\n\u001b", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split("2.0 s").Length - 1);
        Assert.EndsWith("\u001b[J", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_each_interval_is_one_line_that_stays()
    {
        string said = Say(terminal: false, columns: 80);

        Assert.Equal($"{IntervalText.Line(Interval())}\n{IntervalText.Line(Interval())}\n", said);
    }

    private static string Say(bool terminal, int columns)
    {
        using StringWriter error = new();
        using (PerfTextOutput output = new(
            new Terminal
            {
                Error = error,
                OpenOutput = static () => throw new InvalidOperationException("Intervals are no results."),
                OpenInput = static () => Stream.Null,
                ErrorIsTerminal = terminal,
                Width = () => columns,
            },
            new ReportSettings(),
            ownsOutput: false))
        {
            output.Interval(Interval());
            output.Interval(Interval());
        }

        return error.ToString();
    }

    // The receiver's last half second, of a second: it had received 10,000.
    private static PerfInterval Interval() => new()
    {
        Test = 0,
        TNs = 2_000_000_000,
        DurNs = 1_000_000_000,
        Omitted = false,
        MessageBytes = 1200,
        Answers = 0,
        Up = new DirectionInterval
        {
            SentMessages = 10_000,
            ReceivedMessages = 10_000,
            ReceivedBytes = 12_000_000,
            ReceivedDurNs = 500_000_000,
            OpenMessages = 7,
            LostMessages = 3,
            TotalLoss = new LossCounts { Expected = 20_000, Socket = 1, Application = 2, Network = 3 },
            TotalSentMessages = 20_000,
            TotalReceivedMessages = 19_990,
            OneWay = new HistogramData { Count = 10_000, MinNs = 1_000, P50Ns = 2_000, P99Ns = 9_000, MaxNs = 9_500, Cells = [] },
        },
    };
}
