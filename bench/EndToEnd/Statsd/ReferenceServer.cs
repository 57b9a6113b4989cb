using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sockets.EndToEnd.Children;

namespace Sockets.EndToEnd.Statsd;

/// <summary>statsd as a process of its own, and what it has counted.</summary>
internal sealed class ReferenceServer : IAsyncDisposable
{
    private const string Backend = """
        exports.init = (startup, config, events) => {
          process.stdin.on('end', () => process.exit()).resume();
          events.on('flush', (time, metrics) => {
            let sum = 0;
            for (const name of Object.keys(metrics.counters)) {
              sum += name.startsWith('bench.') ? metrics.counters[name] : 0;
            }
            console.log(JSON.stringify({ sum }));
          });
          return true;
        };
        """;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(400);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("statsd-bench-");
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess _process = null!;
    private double _received;

    /// <summary>The UDP port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Why it cannot run on this machine; null when it can.</summary>
    public static string? Absence => Module is null ? "statsd is not installed; eng/peers installs it" : null;

    private static string? Module { get; } = Find();

    public static async Task<ReferenceServer> StartAsync(CancellationToken cancellationToken)
    {
        ReferenceServer server = new() { Port = FreePort() };
        string backend = Path.Combine(server._folder.FullName, "backend.js");
        string config = Path.Combine(server._folder.FullName, "config.js");
        await File.WriteAllTextAsync(backend, Backend, cancellationToken);
        await File.WriteAllTextAsync(
            config,
            $$"""
            {
              address: "127.0.0.1", port: {{server.Port}}, mgmt_address: "127.0.0.1", mgmt_port: {{FreePort()}},
              backends: ["{{backend}}"], flushInterval: 100, deleteIdleStats: true, title: false, automaticConfigReload: false
            }
            """,
            cancellationToken);
        server._process = ChildProcess.Start(
            "statsd", "node", [Path.Combine(Module!, "stats.js"), config], server.OnLine, failure => server._ready.TrySetException(failure));
        await server._ready.Task.WaitAsync(cancellationToken);
        return server;
    }

    /// <summary>What it has counted when nothing more comes.</summary>
    public async Task<double> ReceivedAsync(CancellationToken cancellationToken)
    {
        double before;
        do
        {
            before = Volatile.Read(ref _received);
            await Task.Delay(s_quiet, cancellationToken);
        }
        while (Volatile.Read(ref _received) > before);
        return before;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void OnLine(string line)
    {
        if (line.StartsWith('{'))
        {
            Volatile.Write(ref _received, _received + JsonDocument.Parse(line).RootElement.GetProperty("sum").GetDouble());
            _ready.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Where eng/peers put it: below the folder of the solution.</summary>
    private static string? Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string module = Path.Combine(at.FullName, "artifacts", "peers", "node", "node_modules", "statsd");
            if (Directory.Exists(module))
            {
                return module;
            }
        }

        return null;
    }
}
