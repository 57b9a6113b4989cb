using System.Globalization;
using System.Text.RegularExpressions;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>collectd with its statsd plugin: it writes a file per series. Listens on UDP.</summary>
internal sealed partial class Collectd : StatsdPeer
{
    private readonly string _folder;

    private Collectd(string folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    public static async Task<Collectd> StartAsync(Stage stage)
    {
        string files = Peers.Unpacked("collectd-core");
        int port = FreePort();
        string folder = stage["collectd"];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            stage["collectd.conf"],
            $"""
            Hostname "lo"
            FQDNLookup false
            BaseDir "{folder}"
            PIDFile "{stage["collectd.pid"]}"
            PluginDir "{files}/usr/lib/collectd"
            TypesDB "{files}/usr/share/collectd/types.db"
            Interval 0.5
            LoadPlugin logfile
            LoadPlugin csv
            LoadPlugin statsd
            <Plugin logfile>
              LogLevel info
              File STDERR
            </Plugin>
            <Plugin csv>
              DataDir "{folder}"
            </Plugin>
            <Plugin statsd>
              Host "127.0.0.1"
              Port "{port}"
              TimerUpper true
            </Plugin>

            """,
            Token);
        stage.Unpacked("collectd-core", "-f", "-C", stage["collectd.conf"]);
        await Until.HoldsAsync(() => Hears(port), "collectd listens");
        return new Collectd(folder, port);
    }

    public override async Task LookAsync()
    {
        string series = Path.Combine(_folder, "lo", "statsd");
        if (!Directory.Exists(series))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(series))
        {
            Match name = SeriesFile().Match(Path.GetFileName(file));
            double[] values = await ReadAsync(file);
            if (!name.Success || values.Length == 0)
            {
                continue;
            }

            string key = name.Groups["name"].Value;
            switch (name.Groups["type"].Value)
            {
                case "derive":
                    Counters[key] = values[^1];
                    break;
                case "gauge":
                    Gauges[key] = values[^1];
                    break;
                case "latency" when key.EndsWith("-upper", StringComparison.Ordinal):
                    // Seconds; no value for the times in which nothing came.
                    Longest[key[..^6]] = values.Where(double.IsFinite).Select(value => Math.Round(value * 1000, 3)).DefaultIfEmpty().Max();
                    break;
                case "objects":
                    Sets[key] = values.Max();
                    break;
            }
        }
    }

    [GeneratedRegex(@"^(?<type>[a-z]+)-(?<name>.*)-\d{4}-\d\d-\d\d$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SeriesFile();

    private static async Task<double[]> ReadAsync(string file)
    {
        await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        string[] lines = (await reader.ReadToEndAsync(Token)).Split('\n');

        // A heading, then a time and a value on each line; what stands behind the last line feed is not whole.
        return
        [
            .. from line in lines.Skip(1).SkipLast(1)
               select double.Parse(line.Split(',')[1].Replace("nan", "NaN", StringComparison.Ordinal), CultureInfo.InvariantCulture),
        ];
    }
}
