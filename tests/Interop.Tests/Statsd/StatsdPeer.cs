using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>A real server on the loopback, and what it has counted so far, in its own words made alike.</summary>
internal abstract class StatsdPeer
{
    // Far more than any takes on a loaded machine with two cores: it only turns a hang into a failure.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>The UDP port, and where it has one the TCP port, on 127.0.0.1.</summary>
    public int Port { get; protected init; }

    /// <summary>Totals of counters.</summary>
    public Dictionary<string, double> Counters { get; } = [];

    /// <summary>Last values of gauges.</summary>
    public Dictionary<string, double> Gauges { get; } = [];

    /// <summary>The longest time of each timer, in milliseconds.</summary>
    public Dictionary<string, double> Longest { get; } = [];

    /// <summary>How many members each set had at its largest.</summary>
    public Dictionary<string, double> Sets { get; } = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a server and waits until it listens; skips the test when it is not installed.</summary>
    public static async Task<StatsdPeer> StartAsync(Stage stage, string name) => name switch
    {
        "statsd" => await StatsdNode.StartAsync(stage),
        "collectd" => await Collectd.StartAsync(stage),
        _ => await Netdata.StartAsync(stage),
    };

    /// <summary>Waits until the server has this.</summary>
    public async Task ShowsAsync(Dictionary<string, double> where, string name, double value)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < s_limit; waited += s_look)
        {
            await LookAsync();
            if (where.TryGetValue(Key(name), out double found) && Math.Abs(found - value) < 1e-6)
            {
                return;
            }

            await Task.Delay(s_look, Token);
        }

        Assert.Fail($"{GetType().Name} never had {name} = {value}. It had:\n{Dump()}");
    }

    /// <summary>Everything it has.</summary>
    public string Dump() => string.Join(
        '\n',
        Describe("counter", Counters).Concat(Describe("gauge", Gauges)).Concat(Describe("timer", Longest)).Concat(Describe("set", Sets)));

    /// <summary>Reads what the server has now.</summary>
    public abstract Task LookAsync();

    /// <summary>What the server makes of a name that has nothing odd.</summary>
    protected virtual string Key(string name) => name;

    /// <summary>A port that nobody has at this moment, neither for UDP nor for TCP.</summary>
    protected static int FreePort()
    {
        while (true)
        {
            using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)udp.LocalEndPoint!).Port;
            using Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it for TCP: another one.
            }
        }
    }

    /// <summary>Whether somebody listens there for UDP.</summary>
    protected static bool Hears(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(listener => listener.Port == port);

    /// <summary>Whether somebody listens there for TCP.</summary>
    protected static bool Answers(int port)
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Describe(string kind, Dictionary<string, double> values) =>
        values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{kind} {pair.Key} = {pair.Value}");
}
