using System.Globalization;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>netdata with nothing but its statsd: it is asked over HTTP. Listens on UDP and TCP.</summary>
internal sealed class Netdata : StatsdPeer
{
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly Uri _question;
    private readonly HashSet<(string Chart, long At)> _counted = [];

    private Netdata(int webPort, int port)
    {
        Port = port;
        _question = new Uri($"http://127.0.0.1:{webPort}/api/v1/allmetrics?format=json");
    }

    public static async Task<Netdata> StartAsync(Stage stage)
    {
        Netdata netdata = new(FreePort(), FreePort());
        string folder = stage["netdata"];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, ".opt-out-from-anonymous-statistics"), "", Token);
        await File.WriteAllTextAsync(stage["netdata.conf"], Configuration(folder, netdata._question.Port, netdata.Port), Token);
        stage.Unpacked("netdata-core", "-D", "-c", stage["netdata.conf"]);
        await Until.HoldsAsync(async () => await netdata.TryLookAsync() && Hears(netdata.Port) && Answers(netdata.Port), "netdata answers and listens");
        return netdata;
    }

    public override async Task LookAsync() => await TryLookAsync();

    /// <summary>A chart is named after the metric and its kind, in small letters, with dots in one place and underscores in the others.</summary>
    protected override string Key(string name) => name.Replace('.', '_').ToLowerInvariant();

    private static string Configuration(string folder, int webPort, int port)
    {
        string[] folders = ["config", "stock config", "log", "web", "cache", "lib", "home", "lock", "plugins", "registry", "health config", "stock health config"];
        string[] plugins =
        [
            "enable running new plugins", "timex", "idlejitter", "tc", "diskspace", "proc", "cgroups", "apps", "checks", "slabinfo",
            "profile", "netdata monitoring",
        ];
        return $"""
            [global]
              run as user = {Environment.UserName}
            [directories]
            {string.Join('\n', folders.Select(name => $"  {name} = {folder}"))}
            [db]
              mode = ram
              retention = 60
              update every = 1
            [web]
              bind to = 127.0.0.1:{webPort}
            [health]
              enabled = no
            [ml]
              enabled = no
            [registry]
              enabled = no
            [plugins]
            {string.Join('\n', plugins.Select(name => $"  {name} = no"))}
              statsd = yes
            [statsd]
              bind to = udp:127.0.0.1:{port} tcp:127.0.0.1:{port}
              update every (flushInterval) = 1

            """;
    }

    private async Task<bool> TryLookAsync()
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(await s_http.GetStringAsync(_question, Token));
            foreach (JsonProperty chart in answer.RootElement.EnumerateObject())
            {
                if (chart.Name.StartsWith("statsd_", StringComparison.Ordinal))
                {
                    Add(Key(chart.Name["statsd_".Length..]), chart.Value);
                }
            }

            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Add(string chart, JsonElement element)
    {
        string name = chart[..chart.LastIndexOf('_')];
        string kind = chart[(name.Length + 1)..];
        JsonElement dimensions = element.GetProperty("dimensions");
        switch (kind)
        {
            case "counter" when Value("counter") is { } rate && _counted.Add((chart, element.GetProperty("last_updated").GetInt64())):
                // Rates of one second each, seen once each.
                Counters[name] = Math.Round(Counters.GetValueOrDefault(name) + rate, 3);
                break;
            case "gauge" when Value("gauge") is { } value:
                Gauges[name] = value;
                break;
            case "timer" or "histogram" when Value("max") is { } most:
                Longest[name] = Math.Max(Longest.GetValueOrDefault(name), most);
                break;
            case "set" when Value("set") is { } count:
                Sets[name] = Math.Max(Sets.GetValueOrDefault(name), count);
                break;
        }

        double? Value(string dimension) =>
            dimensions.TryGetProperty(dimension, out JsonElement found) && found.GetProperty("value") is { ValueKind: JsonValueKind.Number } number
                ? double.Parse(number.GetRawText(), CultureInfo.InvariantCulture)
                : null;
    }
}
