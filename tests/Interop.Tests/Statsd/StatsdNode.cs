using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>statsd, the reference: it appends every flush to a file. Listens on UDP, TCP and a Unix stream.</summary>
internal sealed class StatsdNode : StatsdPeer
{
    private readonly Stage _stage;
    private readonly string _file;
    private readonly int _adminPort;
    private long _read;

    private StatsdNode(Stage stage, int port)
    {
        _stage = stage;
        Port = port;
        _adminPort = FreePort();
        _file = stage["flushes.json"];
        UnixPath = stage["s"];
    }

    public string UnixPath { get; }

    /// <summary>The program that runs now.</summary>
    public Running Program { get; private set; } = null!;

    /// <summary>Values of all timers.</summary>
    public Dictionary<string, List<double>> Timers { get; } = [];

    public static async Task<StatsdNode> StartAsync(Stage stage)
    {
        StatsdNode node = new(stage, FreePort());
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>Starts it, on the same addresses as before.</summary>
    public async Task StartAgainAsync()
    {
        // What crashed leaves its socket behind, and then could not listen there.
        File.Delete(UnixPath);
        string backend = Path.Combine(AppContext.BaseDirectory, "Peers", "statsd-json.js");
        await File.WriteAllTextAsync(
            _stage["config.js"],
            $$"""
            {
              servers: [
                { server: "./servers/udp", address: "127.0.0.1", port: {{Port}} },
                { server: "./servers/tcp", address: "127.0.0.1", port: {{Port}} },
                { server: "./servers/tcp", socket: "{{UnixPath}}" }
              ],
              mgmt_address: "127.0.0.1",
              mgmt_port: {{_adminPort}},
              backends: ["{{backend}}"],
              jsonFile: "{{_file}}",
              flushInterval: 100,
              deleteIdleStats: true,
              title: false,
              automaticConfigReload: false
            }
            """,
            Token);
        Program = _stage.Program("node", Path.Combine(Peers.Module("statsd"), "stats.js"), _stage["config.js"]);
        await Until.HoldsAsync(() => Hears(Port) && Answers(Port) && Answers(_adminPort) && File.Exists(UnixPath), "statsd listens");
    }

    public override async Task LookAsync()
    {
        if (!File.Exists(_file))
        {
            return;
        }

        await using FileStream file = new(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        using StreamReader reader = new(file);
        string text = await reader.ReadToEndAsync(Token);
        int end = text.LastIndexOf('\n') + 1;
        _read += System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
        foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(JsonDocument.Parse(line).RootElement);
        }
    }

    private void Add(JsonElement flush)
    {
        foreach (JsonProperty counter in flush.GetProperty("counters").EnumerateObject())
        {
            Counters[counter.Name] = Counters.GetValueOrDefault(counter.Name) + counter.Value.GetDouble();
        }

        foreach (JsonProperty gauge in flush.GetProperty("gauges").EnumerateObject())
        {
            Gauges[gauge.Name] = gauge.Value.GetDouble();
        }

        foreach (JsonProperty timer in flush.GetProperty("timers").EnumerateObject())
        {
            if (!Timers.TryGetValue(timer.Name, out List<double>? values))
            {
                Timers.Add(timer.Name, values = []);
            }

            values.AddRange(timer.Value.EnumerateArray().Select(value => value.GetDouble()));
            Longest[timer.Name] = values.Max();
        }

        foreach (JsonProperty set in flush.GetProperty("sets").EnumerateObject())
        {
            Sets[set.Name] = Math.Max(Sets.GetValueOrDefault(set.Name), set.Value.GetArrayLength());
        }
    }
}
