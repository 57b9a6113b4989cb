using System.Globalization;
using Sockets.Tools.Commands.Statsd;

namespace Sockets.Tools.Tests.Commands.Statsd;

public sealed class MetricTableTests
{
    private readonly MetricTable _table = new(2);

    [Fact]
    public void Shows_sums_last_values_and_spreads()
    {
        Add("orders:2|c|@0.5", "orders:1|c", "depth:5|g", "depth:2|g", "depth:+1|g", "rtt:1|ms", "rtt:3|ms", "u:a|s", "u:a|s");

        Assert.Equal(
            [
                "name                             type  last, sum, spread        rate/s    lines",
                "depth                            g     3                           1.5        3",
                "orders                           c     5                           1.0        2",
                "rtt                              ms    p50 3 max 3                 1.0        2",
                "u                                s     1 different                 1.0        2",
            ],
            _table.Draw(TimeSpan.FromSeconds(2), 80).Select(line => line.TrimEnd()));
    }

    [Fact]
    public void Names_below_a_metric_who_would_not_read_it()
    {
        Add("orders:0.5|c|#env:prod", "x\u0007", "ok:1|c");

        Assert.Equal(
            [
                "orders{env=prod}                 c     0.5                         0.5        1",
                "  collectd misreads: rounds a counter's fraction; netdata misreads: cuts a cou~",
                "x?                               ?                                 0.5        1",
                "  all reject: this is no metric",
                "ok                               c     1                           0.5        1",
            ],
            _table.Draw(TimeSpan.FromSeconds(2), 80).Skip(1));
    }

    [Theory]
    [InlineData("m{0:00}:1|c", 10)]
    [InlineData("m{0:00}:0.5|c", 5)]
    public void Shows_the_busiest_in_at_most_twelve_lines_of_the_terminal_s_width(string text, int shown)
    {
        for (int i = 0; i < 30; i++)
        {
            Add([.. Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, text, i), i + 1)]);
        }

        IReadOnlyList<string> lines = _table.Draw(TimeSpan.FromSeconds(1), 60);
        Assert.Equal(12, lines.Count);
        Assert.StartsWith("m29 ", lines[1], StringComparison.Ordinal);
        Assert.Equal($"and {30 - shown} more", lines[^1]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 59));
    }

    [Fact]
    public void Gives_names_what_a_wide_terminal_has_to_spare()
    {
        Add(new string('n', 70) + ":1|c");
        Assert.StartsWith(new string('n', 59) + "~ c ", _table.Draw(TimeSpan.FromSeconds(1), 120)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_cannot_move_the_cursor()
    {
        Add("a\u001b[2J:1|c", "b\u65e5\u00fc:1|c");
        IReadOnlyList<string> lines = _table.Draw(TimeSpan.FromSeconds(1), 80);
        Assert.StartsWith("a?[2J ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("b?\u00fc ", lines[2], StringComparison.Ordinal);
    }

    private void Add(params string[] lines)
    {
        foreach (string text in lines)
        {
            MetricLine line = MetricLine.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            _table.Add(line, Lint.Check(line, ["collectd", "netdata"]));
        }
    }
}
