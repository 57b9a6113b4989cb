using Sockets.Tools.Output;
using Sockets.Tools.Perf;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Reporting;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Tests.Perf.All.Results;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.All.Reporting;

/// <summary>What people read.</summary>
public sealed class SectionTextTests
{
    public static TheoryData<string> Sections => ["throughput", "round trip", "slow reader", "overload", "paced", "stalled", "metric", "subscribers"];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Fits_80_columns_but_for_the_closing_sentences(string name)
    {
        (ISectionText text, MeasurementResult result) = Of(name);

        Assert.All([text.Title, text.Header ?? "", .. text.Rows(result)], static l => Assert.True(l.Length <= 80, $"{l.Length}: {l}"));
        Assert.InRange(text.Closing([result]).Length, 1, 240);
    }

    [Fact]
    public void A_percentile_that_the_count_does_not_carry_is_a_dash()
    {
        RoundTripText text = new("there and back", "driver");
        RoundTripResult result = Zeros(999);

        string row = Assert.Single(text.Rows(result));

        Assert.Equal(["async", "0.00", "us", "-", "0.00", "us", "999"], row.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Too_few_round_trips_for_any_percentile_say_what_to_do()
    {
        RoundTripResult result = Zeros(19);

        Assert.Contains("give it more --time", new RoundTripText("there and back", "driver").Closing([result]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_that_was_not_run_says_why_and_is_not_praised()
    {
        RoundTripText text = new("there and back", "driver");
        RoundTripResult spin = new() { Driver = "spin", MessageBytes = 64, Skipped = "it takes a core for each side, and there is only 1" };

        Assert.Equal("  spin        not run: it takes a core for each side, and there is only 1", Assert.Single(text.Rows(spin)));
        Assert.Equal("Half of all answers came within 14.9 us with thread.", text.Closing([Samples.RoundTrip, spin]));
    }

    [Fact]
    public void The_fastest_driver_is_named_and_the_price_of_spinning()
    {
        RoundTripResult spin = Samples.RoundTrip with { Driver = "spin", RoundTrip = Samples.Trips(p50: 7_000) };

        Assert.Equal(
            "Half of all answers came within 7.00 us with spin. spin keeps a core busy on each side.",
            new RoundTripText("there and back", "driver").Closing([Samples.RoundTrip, spin]));
    }

    [Fact]
    public void The_slow_reader_says_who_waited_and_what_was_held() => Assert.Equal(
        [
            "  rate                  12.0k msg/s of 1 KiB, the reader's pace",
            "  sender held back      0.95 s of 1.00 s, 123 times",
            "  lost                  0",
            "  memory, at the most   1.03 kB at the sender, 128 messages unread (window 128)",
            "  heartbeats            19 answered meanwhile, the slowest in 310 us",
        ],
        new SlowReaderText().Rows(Samples.SlowReader));

    [Fact]
    public void Overload_shows_the_identity_twice()
    {
        string[] rows = [.. new OverloadText().Rows(Samples.Overload)];

        Assert.Equal("    100,001 submitted = 12,001 sent + 87,000 dropped oldest + 1,000 pending", rows[^2]);
        Assert.Equal("    100,001 submitted = 13,001 delivered + 87,000 dropped oldest + 0 pending", rows[^1]);
        Assert.StartsWith("87 % was dropped, the oldest first", new OverloadText().Closing([Samples.Overload]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_packet_stands_in_the_column_of_its_place()
    {
        LossPlacesText text = new();

        Assert.Equal(
            [
                "  keeps up, 10k/s           15,001      15,001           0          0          0",
                "    from the time due to its arrival: p50 12.0 us, p99 25.6 us, max 1.95 ms",
            ],
            text.Rows(Samples.Paced));
        Assert.Equal("  held 20 ms, 50k/s         75,001      50,001       1,000     20,000      4,000", Assert.Single(text.Rows(Samples.Stalled)));
        Assert.StartsWith("At a steady rate nothing was lost. ", text.Closing([Samples.Paced, Samples.Stalled]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_says_what_a_call_costs_and_what_became_of_all() => Assert.Equal(
        "  counter.Add     2.5 ns     0 B  600,000,000  600,000,000      15            0", Assert.Single(new MetricText().Rows(Samples.Counter)));

    [Fact]
    public void Each_subscriber_has_what_it_got_and_what_was_dropped_for_it() => Assert.Equal(
        [
            "  fast                 100,000         100,000               0               100",
            "  slow                 100,000          25,000          75,000            10,000",
        ],
        new SlowSubscriberText().Rows(Samples.Subscribers));

    [Theory]
    [InlineData(0, 10, "0 %")]
    [InlineData(953, 1000, "95 %")]
    [InlineData(9999, 10000, "99 %")]
    [InlineData(10, 10, "100 %")]
    [InlineData(0, 0, "100 %")]
    public void What_is_less_than_everything_is_not_100_percent(double part, double whole, string expected) =>
        Assert.Equal(expected, PerfText.Percent(part, whole));

    [Theory]
    [InlineData(1, "1 B")]
    [InlineData(64, "64 B")]
    [InlineData(1000, "1000 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1024 * 1024, "1 MiB")]
    public void Sizes_are_in_powers_of_1024(int bytes, string expected) => Assert.Equal(expected, HumanText.Size(bytes));

    [Theory]
    [InlineData(1023.4, "1,023")]
    [InlineData(31.94, "31.9")]
    [InlineData(0.0587, "0.059")]
    public void Ratios_are_readable_above_and_below_one(double ratio, string expected) => Assert.Equal(expected, PerfText.Ratio(ratio));

    [Fact]
    public void The_banner_warns_of_a_busy_machine_and_of_a_debug_build()
    {
        PerfHost host = new()
        {
            System = "Some Linux 1",
            Kernel = "6.1.0",
            Architecture = "X64",
            Cores = 2,
            LoadBefore = 2.5,
            Runtime = ".NET 10.0.0",
            GarbageCollector = "workstation",
            IsOptimized = false,
        };
        MeasuringTime time = new(TimeSpan.FromSeconds(1));

        string text = string.Join('\n', BannerText.Lines(host, time));
        Assert.Contains("2.50: BUSY", text, StringComparison.Ordinal);
        Assert.Contains("NOT optimized", text, StringComparison.Ordinal);
        Assert.Contains("1.00 s each, and 0.50 s to warm up", text, StringComparison.Ordinal);

        text = string.Join('\n', BannerText.Lines(host with { LoadBefore = 0.5, IsOptimized = true }, time));
        Assert.DoesNotContain("BUSY", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT", text, StringComparison.Ordinal);
    }

    private static (ISectionText Text, MeasurementResult Result) Of(string name) => name switch
    {
        "throughput" => (new ThroughputText("one way"), Samples.Throughput with { MessageBytes = 1024, Pattern = "push-pull" }),
        "round trip" => (new RoundTripText("there and back", "driver"), Samples.RoundTrip),
        "paced" => (new LossPlacesText(), Samples.Paced),
        "stalled" => (new LossPlacesText(), Samples.Stalled),
        "metric" => (new MetricText(), Samples.Counter),
        "subscribers" => (new SlowSubscriberText(), Samples.Subscribers),
        "slow reader" => (new SlowReaderText(), Samples.SlowReader),
        _ => (new OverloadText(), Samples.Overload),
    };

    private static RoundTripResult Zeros(int count)
    {
        LatencyHistogram times = new();
        times.Record(0, count);
        return new RoundTripResult
        {
            Driver = "async",
            MessageBytes = 64,
            RoundTrip = new RoundTripFigures { Asked = count, Answered = count, Response = HistogramData.Of(times) },
        };
    }
}
