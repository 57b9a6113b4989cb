using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Output;

public sealed class ProgressTextTests
{
    private static readonly ProgressSample s_from = new(TimeSpan.FromSeconds(1), 1_000, 100_000_000);
    private static readonly ProgressSample s_to = new(TimeSpan.FromSeconds(2), 3_000, 350_000_000);

    [Fact]
    public void Shows_percent_rate_and_time_left_of_a_file() => Assert.Equal(
        " 35 %  250 MB/s  0:03 left  350 MB of 1.00 GB  3,000 messages  2.00k msg/s",
        ProgressText.Live(s_from, s_to, 1_000_000_000, width: 80));

    [Fact]
    public void Shows_time_and_rate_of_a_stream_without_end() => Assert.Equal(
        "0:02  250 MB/s  350 MB  3,000 messages  2.00k msg/s", ProgressText.Live(s_from, s_to, totalBytes: null, width: 80));

    [Theory]
    [InlineData(80, 74)]
    [InlineData(60, 45)]
    [InlineData(30, 26)]
    [InlineData(20, 15)]
    [InlineData(5, 0)]
    public void Leaves_out_what_does_not_fit(int width, int length)
    {
        string line = ProgressText.Live(s_from, s_to, 1_000_000_000, width);

        Assert.Equal(length, line.Length);
        Assert.True(line.Length < width);
    }

    [Fact]
    public void Says_stalled_when_nothing_moves() =>
        Assert.Contains("stalled", ProgressText.Live(s_to with { Elapsed = s_from.Elapsed }, s_to, 1_000_000_000, width: 80), StringComparison.Ordinal);

    [Fact]
    public void Interval_lines_have_columns() => Assert.Equal(
        "    2.0 s   35 %          3,000 messages    350 MB  2.00k msg/s    250 MB/s",
        ProgressText.Interval(s_from, s_to, 1_000_000_000));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(999.6, "1.00 kB")]
    [InlineData(1_000, "1.00 kB")]
    [InlineData(99_960, "100 kB")]
    [InlineData(1_073_741_824, "1.07 GB")]
    public void Numbers_have_three_digits(double bytes, string expected) => Assert.Equal(expected, HumanText.Bytes(bytes));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(0.2, "0:01")]
    [InlineData(61, "1:01")]
    [InlineData(3_723, "1:02:03")]
    public void Times_left_read_as_on_a_clock(double seconds, string expected) =>
        Assert.Equal(expected, HumanText.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.0000123, "12.3 us")]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(0.5, "0.50 s")]
    [InlineData(123.4, "123 s")]
    public void Times_have_the_unit_that_fits(double seconds, string expected) =>
        Assert.Equal(expected, HumanText.Time(TimeSpan.FromSeconds(seconds)));
}
