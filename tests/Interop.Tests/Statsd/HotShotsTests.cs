using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.Statsd;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>The same metrics as hot-shots writes them, byte for byte.</summary>
public sealed class HotShotsTests
{
    private delegate StatsdWriteStatus Line(ref StatsdWriter writer);

    [Theory]
    [InlineData("dogstatsd")]
    [InlineData("telegraf")]
    public async Task Writes_the_bytes_that_hot_shots_writes(string kind)
    {
        string modules = Path.GetDirectoryName(Peers.Module("hot-shots"))!;
        await using Stage stage = new();
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string[] ours = [.. kind == "dogstatsd" ? DogStatsd() : Common(StatsdDialect.Influx)];
        stage.Program("node", Path.Combine(AppContext.BaseDirectory, "Peers", "hotshots.js"), modules, ((IPEndPoint)receiver.LocalEndPoint!).Port.ToString(), kind);

        List<string> theirs = [];
        byte[] buffer = new byte[2048];
        while (theirs.Count < ours.Length)
        {
            int length = await receiver.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            theirs.Add(Encoding.UTF8.GetString(buffer.AsSpan(0, length)));
        }

        Assert.Equal(theirs.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> DogStatsd()
    {
        StatsdDialect dialect = StatsdDialect.DogStatsd;
        StatsdTag[] tags = [new("env", "prod"), new("az", "1")];
        return
        [
            .. Common(dialect),
            Write((ref StatsdWriter w) => w.TryValue(Name(dialect, "wide"), StatsdMetricType.Distribution, 3)),
            Write((ref StatsdWriter w) => w.TryEvent(dialect, new()
            {
                // It puts its prefix in front of titles, too.
                Title = "app.title",
                Text = "two\nlines",
                Alert = StatsdAlert.Error,
                Priority = StatsdPriority.Low,
                AggregationKey = "key",
                Tags = tags,
            })),
            Write((ref StatsdWriter w) => w.TryServiceCheck(dialect, new()
            {
                Name = "app.db",
                Status = StatsdServiceStatus.Critical,
                Message = "gone",
                Tags = tags,
            })),
        ];
    }

    private static IEnumerable<string> Common(StatsdDialect dialect) =>
    [
        Write((ref StatsdWriter w) => w.TryCount(Name(dialect, "count"), 3)),
        Write((ref StatsdWriter w) => w.TryCount(Name(dialect, "down"), -2)),
        Write((ref StatsdWriter w) => w.TryGauge(Name(dialect, "level"), 1.5)),
        Write((ref StatsdWriter w) => w.TryTime(Name(dialect, "time"), 12.5)),
        Write((ref StatsdWriter w) => w.TryValue(Name(dialect, "spread"), StatsdMetricType.Histogram, 2)),
        Write((ref StatsdWriter w) => w.TrySet(Name(dialect, "members"), "joe"u8)),
        Write((ref StatsdWriter w) => w.TryCount(new StatsdName(dialect, "app.plain", [new("env", "prod")]), 1)),
    ];

    private static StatsdName Name(StatsdDialect dialect, string name) => new(dialect, "app." + name, [new("env", "prod"), new("az", "1")]);

    private static string Write(Line write)
    {
        StatsdWriter writer = new(new byte[1024]);
        Assert.Equal(StatsdWriteStatus.Written, write(ref writer));
        return Encoding.UTF8.GetString(writer.Written);
    }
}
