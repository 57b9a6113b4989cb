using System.Text;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Statsd;

public sealed class LintTests
{
    [Theory]
    [InlineData("a:1|c")]
    [InlineData("a.b-c_d:-5|c")]
    [InlineData("a:1|c|@0.1")]
    [InlineData("a:320|ms")]
    [InlineData("a:1.5|g")]
    public void Every_server_reads_it_as_meant(string line) => Assert.Empty(Check(line));

    [Theory]
    [InlineData("a:0.1|c", "collectd- netdata- telegraf-")]
    [InlineData("a:1e3|c", "netdata-")]
    [InlineData("a:0x10|c", "netdata- statsd_exporter! telegraf! vector! otel! gostatsd!")]
    [InlineData("a:1|c|@1E-05", "statsd- netdata-")]
    [InlineData("a:1|c|@2", "statsd! collectd- netdata-")]
    [InlineData("t:1.5|ms", "collectd-")]
    [InlineData("t:320|ms|@0.1", "collectd-")]
    [InlineData("t:-5|ms", "statsd! collectd- telegraf!")]
    [InlineData("b:-10|g", "gostatsd-")]
    [InlineData("h:5|h", "statsd- collectd!")]
    [InlineData("d:5|d", "statsd- collectd! netdata- telegraf! gostatsd!")]
    [InlineData("u:x|s", "statsd_exporter! otel!")]
    [InlineData("x:1|c|#k:v", "collectd! netdata- telegraf!")]
    [InlineData("x:1|c|#k:v|c:abc", "collectd! netdata- telegraf! statsd- collectd!")]
    [InlineData("x:1|c|T1656581400", "statsd! collectd!")]
    [InlineData("x:1|c|e:it-false", "statsd! collectd! statsd_exporter! telegraf! otel!")]
    [InlineData("x:1|c|card:low", "statsd! collectd! statsd_exporter! telegraf! otel!")]
    [InlineData("x:1:2:3|ms", "statsd- collectd- netdata- telegraf! vector! otel!")]
    [InlineData("x:1|c:2|c", "collectd! netdata! vector! otel! gostatsd!")]
    [InlineData("x:1|c\r", "collectd! statsd_exporter!")]
    [InlineData("x:NaN|g", "statsd- collectd- netdata- otel! gostatsd!")]
    [InlineData("x,a=b:1|c", "statsd- collectd- netdata-")]
    [InlineData("x#a=b:1|c", "statsd- collectd- netdata-")]
    [InlineData("x[a=b]:1|c", "statsd- collectd- netdata-")]
    [InlineData("x;a=b:1|c", "collectd- netdata-")]
    [InlineData("a b:1|c", "statsd-")]
    [InlineData("_e{1,1}:a|b", "statsd! collectd!")]
    [InlineData("_sc|a|0", "statsd! collectd!")]
    public void Names_who_rejects_and_who_misreads(string line, string verdicts) => Assert.Equal(verdicts, Check(line));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a:1")]
    [InlineData(":1|c")]
    [InlineData("a:|c")]
    [InlineData("a:1|x")]
    [InlineData("a:x|c")]
    [InlineData("a:1|c|")]
    [InlineData("a:1|c|Tx")]
    [InlineData("a:1|c|zzz")]
    public void What_is_no_metric_nobody_reads(string line)
    {
        Assert.Equal("malformed", Parse(line).Kind);
        Assert.Equal(string.Join(' ', Lint.Servers.Select(server => server + "!")), Check(line));
    }

    /// <summary>What servers make of lines, from docs/modes/statsd.md: rows whose first cell is a line and nothing else.</summary>
    public static TheoryData<string, string> Documented
    {
        get
        {
            string[][] rows = [.. DocumentationPage.Read("modes", "statsd.md").Replace("\\|", "\0", StringComparison.Ordinal).Split('\n')
                .Select(row => row.Split('|').Select(cell => cell.Trim().Replace('\0', '|')).ToArray())];
            int head = Array.FindIndex(rows, row => row.Contains("gostatsd"));
            Assert.Equal(Lint.Servers, rows[head][2..^1]);
            TheoryData<string, string> lines = [];
            foreach (string[] row in rows.Skip(head + 2).TakeWhile(row => row.Length > 1).Where(row => row[1].Count(c => c == '`') == 2 && row[1][^1] == '`'))
            {
                lines.Add(row[1].Trim('`'), string.Join(' ', Lint.Servers.Zip(row[2..], Verdict).Where(verdict => verdict.Length > 0)));
            }

            return lines;

            static string Verdict(string server, string cell) => cell switch
            {
                "rejected" or "only by option" => server + "!",
                ['*', '*', ..] => server + "-",
                _ => "",
            };
        }
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Says_what_the_page_says(string line, string verdicts) =>
        Assert.Equal(verdicts, string.Join(' ', Check(line).Split(' ').Distinct().OrderBy(verdict => Lint.Servers.ToList().IndexOf(verdict[..Math.Max(0, verdict.Length - 1)]))));

    [Fact]
    public void The_page_has_enough_lines() => Assert.True(Documented.Count > 12);

    [Fact]
    public void Looks_only_at_the_servers_that_are_asked_about() =>
        Assert.Equal(["collectd"], Lint.Check(Parse("h:5|h"), ["collectd", "netdata"]).Select(verdict => verdict.Server));

    [Fact]
    public void Reads_names_tags_and_samples()
    {
        MetricLine line = Parse("orders[env=prod].x:1:2.5|ms|@0.5|#az:1,beta");

        Assert.Equal("orders.x", line.Name);
        Assert.Equal([new("env", "prod"), new("az", "1"), new("beta", null)], line.Tags);
        Assert.Equal([new("1", "ms", 0.5), new MetricLine.Sample("2.5", "ms", 0.5)], line.Samples);
    }

    [Fact]
    public void Reads_values_with_a_type_each() => Assert.Equal(
        [new("1", "c", 0.5), new MetricLine.Sample("200", "ms", 1)], Parse("a:1|c|@0.5:200|ms").Samples);

    [Fact]
    public void Survives_whatever_arrives()
    {
        Random random = new(17);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(20)];
            for (int j = 0; j < bytes.Length; j++)
            {
                bytes[j] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)":|@#,;=[]{}cgmsT0123.-+\r_e"[random.Next(26)];
            }

            Assert.NotNull(Lint.Check(MetricLine.Parse(bytes), Lint.Servers));
        }
    }

    private static MetricLine Parse(string line) => MetricLine.Parse(Encoding.UTF8.GetBytes(line));

    private static string Check(string line) => string.Join(
        ' ', Lint.Check(Parse(line), Lint.Servers).Select(verdict => verdict.Server + (verdict.Rejects ? "!" : "-")));
}
