using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Perf;

public sealed class PerfAllPlanTests
{
    [Theory]
    [InlineData("perf all", 1_000, ReportMode.Text, Verbosity.Normal)]
    [InlineData("perf all --time 5s -q", 5_000, ReportMode.Text, Verbosity.Quiet)]
    [InlineData("perf all --json --time=10ms", 10, ReportMode.JsonDocument, Verbosity.Normal)]
    public void Perf_measures_for_a_second_each_and_prints_tables(string line, int milliseconds, object mode, object verbosity)
    {
        AllPlan plan = Plans.Perf(line.Split(' '));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), plan.Time.Scored);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds) / 2, plan.Time.WarmUp);
        Assert.Equal((mode, verbosity), ((object)plan.Report.Mode, (object)plan.Report.Verbosity));
    }

    [Fact]
    public void Perf_writes_a_page_where_it_is_told()
    {
        Assert.Null(Plans.Perf("perf", "all").Page);
        Assert.Equal("run.html", Plans.Perf("perf", "all", "--json", "--report", "run.html").Page);
    }
}
