using System.Text.Json.Nodes;
using Sockets.Tools.Runs;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Runs;

public sealed class RunDiffTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sockets-diff-").FullName;

    [Theory]
    [InlineData(1_000_000, 60_000, ExitCode.Done)]
    [InlineData(900_000, 66_000, ExitCode.Done)]
    [InlineData(899_999, 60_000, ExitCode.ExpectationNotMet)]
    [InlineData(1_000_000, 66_001, ExitCode.ExpectationNotMet)]
    [InlineData(9_000_000, 1, ExitCode.Done)]
    public async Task Worse_by_more_than_the_threshold_is_exit_5(double rate, double p99, object code) =>
        Assert.Equal(code, await DiffAsync(SampleRuns.All(), SampleRuns.All(rate, p99), "--threshold", "10%"));

    [Theory]
    [InlineData(6, ExitCode.ExpectationNotMet)]
    [InlineData(130, ExitCode.ExpectationNotMet)]
    [InlineData(5, ExitCode.Done)]
    public async Task A_run_that_did_not_come_to_its_end_is_no_better(int exitCode, object code)
    {
        JsonObject after = SampleRuns.All(rate: 9_000_000);
        after["exit_code"] = exitCode;

        Assert.Equal(code, await DiffAsync(SampleRuns.All(), after, "--threshold", "10%"));
        Assert.Equal(ExitCode.Done, await DiffAsync(SampleRuns.All(), after));
    }

    [Fact]
    public async Task A_figure_or_a_test_that_has_gone_is_worse_by_any_threshold()
    {
        JsonObject noFigure = SampleRuns.All();
        noFigure["results"]![1]!["round_trip"]!["response"]!["p99_ns"] = null;
        JsonObject noTest = SampleRuns.All();
        noTest["results"]!.AsArray().RemoveAt(1);

        Assert.Equal(ExitCode.ExpectationNotMet, await DiffAsync(SampleRuns.All(), noFigure, "--threshold", "100%"));
        Assert.Equal(ExitCode.ExpectationNotMet, await DiffAsync(SampleRuns.All(), noTest, "--threshold", "100%"));
        Assert.Equal(ExitCode.Done, await DiffAsync(noFigure, SampleRuns.All(), "--threshold", "100%"));
    }

    [Fact]
    public void What_was_not_the_same_is_named()
    {
        JsonObject after = SampleRuns.Loss();
        after["setup"]!["driver"] = "spin";
        after["setup"]!["server_driver"] = "thread";
        after["setup"]!["server_host"] = new JsonObject { ["cpu"] = "B" };
        after["end"] = "error";
        after["exit_code"] = 6;
        after["error"] = new JsonObject { ["code"] = 6, ["message"] = "a data stream broke off" };
        after["results"]![0]!["directions"]![0]!["loss"]!["ratio"] = null;
        JsonObject before = SampleRuns.Loss();
        before["setup"]!["server_driver"] = "async";
        before["setup"]!["server_host"] = new JsonObject { ["cpu"] = "A" };

        string[] lines = [.. DiffText.Lines(new RunDiff(Read(before), Read(after)), 0.05)];

        Assert.Equal(
            [
                "note: the run after did not come to its end: a data stream broke off",
                "note: not the same: driver was async, is spin",
                "note: not the same: server driver was async, is thread",
                "note: not the same machine of the server: cpu was A, is B",
                "note: only before: loss to the server, 1.17 KiB, at 10.0k msg/s: to the server: loss ratio",
            ],
            lines.Where(static line => line.StartsWith("note:", StringComparison.Ordinal)).Select(static line => line.Replace("1200 B", "1.17 KiB", StringComparison.Ordinal)));
        Assert.EndsWith("; 1 has gone; the run after did not come to its end", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_threshold_nothing_is_judged() => Assert.Equal(ExitCode.Done, await DiffAsync(SampleRuns.All(), SampleRuns.All(rate: 1)));

    [Fact]
    public async Task Losses_where_there_were_none_are_worse_by_any_threshold()
    {
        JsonObject before = SampleRuns.Loss();
        before["results"]![0]!["directions"]![0]!["loss"]!["ratio"] = 0;

        Assert.Equal(ExitCode.ExpectationNotMet, await DiffAsync(before, SampleRuns.Loss(), "--threshold", "100%"));
    }

    [Fact]
    public void Only_what_can_be_better_or_worse_is_compared()
    {
        RunDiff all = new(Read(SampleRuns.All()), Read(SampleRuns.All(rate: 2_000_000)));
        RunDiff loss = new(Read(SampleRuns.Loss()), Read(SampleRuns.Loss()));

        Assert.Equal(
            [
                "messages_per_second", "bytes_per_second", "round_trip.response.p50_ns", "round_trip.response.p99_ns",
                "loss.ratio", "loss.mean_jitter_ns", "nanoseconds_per_call", "messages_per_second", "bytes_per_second",
            ],
            all.Changes.Select(static c => c.Before.Path));
        Assert.Equal(1, all.Changes[0].Growth);
        Assert.Equal(-1, all.Changes[0].Worse);
        Assert.Equal(
            ["up.messages_per_second", "up.bytes_per_second", "up.received.one_way.p50_ns", "up.loss.ratio", "up.loss.mean_jitter_ns"],
            loss.Changes.Select(static c => c.Before.Path));
        Assert.All(loss.Changes, static c => Assert.Equal(0, c.Growth));
    }

    [Fact]
    public void The_table_says_what_is_worse_and_what_was_not_compared()
    {
        JsonObject after = SampleRuns.All(rate: 500_000, p99: 30_000, processor: "B");
        JsonObject before = SampleRuns.All();
        foreach (JsonObject run in (JsonObject[])[before, after])
        {
            while (run["results"]!.AsArray().Count > 3)
            {
                run["results"]!.AsArray().RemoveAt(3);
            }
        }

        after["results"]!.AsArray().RemoveAt(2);

        string table = string.Join('\n', DiffText.Lines(new RunDiff(Read(before), Read(after)), 0.05));

        Assert.Equal(
            """
            note: not the same machine: cpu was A, is B
            note: only before: TCP overload, 1 KiB, drop-oldest

            TCP throughput, 64 B, async
              messages/s  1.00M msg/s -> 500k msg/s   -50.0 %  WORSE
              bytes/s       64.0 MB/s ->  32.0 MB/s   -50.0 %  WORSE

            TCP round trip, 64 B, thread
              p50             20.0 us ->    20.0 us     0.0 %
              p99             60.0 us ->    30.0 us   -50.0 %  better

            2 of 4 figures worse by more than 5.0 %; 1 has gone
            """.ReplaceLineEndings("\n"),
            table);
    }

    [Fact]
    public async Task Runs_with_nothing_in_common_are_exit_2()
    {
        Assert.Equal(ExitCode.Usage, await DiffAsync(SampleRuns.All(), SampleRuns.Loss()));
        Assert.Equal(ExitCode.Usage, await new ToolBench().RunAsync("perf", "diff", Path.Combine(_folder, "before.json")));
        Assert.Equal(ExitCode.Usage, await new ToolBench().RunAsync("perf", "diff", Path.Combine(_folder, "before.json"), Path.Combine(_folder, "none.json")));
        Assert.Equal(ExitCode.Usage, await DiffAsync(SampleRuns.All(), SampleRuns.All(), "--threshold", "5"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SavedRun Read(JsonObject report) => RunFile.Parse(report.Bytes(), "x");

    private async Task<ExitCode> DiffAsync(JsonObject before, JsonObject after, params string[] options)
    {
        string[] files = [Path.Combine(_folder, "before.json"), Path.Combine(_folder, "after.json")];
        await File.WriteAllBytesAsync(files[0], before.Bytes(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(files[1], after.Bytes(), TestContext.Current.CancellationToken);
        return await new ToolBench().RunAsync(["perf", "diff", .. files, .. options]);
    }
}
