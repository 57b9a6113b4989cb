using System.Globalization;
using System.Net;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Serving;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.Control;

/// <summary>A server in this process, on a port that the system chose.</summary>
internal sealed class RunningServe : IAsyncDisposable
{
    private readonly ToolBench _bench;
    private readonly Task<ExitCode> _serving;

    private RunningServe(ToolBench bench, Task<ExitCode> serving, int port)
    {
        _bench = bench;
        _serving = serving;
        Port = port;
    }

    public int Port { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public static async Task<RunningServe> StartAsync(TimeProvider? time = null)
    {
        ToolBench bench = new() { Time = time ?? TimeProvider.System };
        ServePlan plan = new() { Settings = Settings("tcp://127.0.0.1:0") with { Listen = true }, Report = new ReportSettings() };
        Task<ExitCode> serving = new ServeRun(plan, bench.Context).RunAsync();
        await Eventually.TrueAsync(() => bench.Error.Contains("listening on", StringComparison.Ordinal));
        return new RunningServe(bench, serving, int.Parse(bench.Error.Trim().Split(':')[^1], CultureInfo.InvariantCulture));
    }

    /// <summary>How to connect to something.</summary>
    public static ChannelSettings Settings(string uri) => new() { Endpoint = EndpointUriParser.Parse(uri), Listen = false, Driver = Driver.Async };

    /// <summary>How to connect to it.</summary>
    public ChannelSettings Settings() => Settings($"tcp://127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        _bench.Interruption.Raise(ExitCode.Interrupted);
        Assert.Equal(ExitCode.Interrupted, await _serving);
    }
}
