using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Commands.Options;

/// <summary>The options every verb has that opens an endpoint.</summary>
internal sealed class CommonOptions
{
    private static readonly TimeSpan s_shortestPatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromDays(1);
    private static readonly string[] s_algorithms = ["lz4"];
    private static readonly string[] s_live = ["auto", "on", "off"];
    private static readonly string[] s_colors = ["auto", "always", "never"];

    public Option<bool> Listen { get; } = new("--listen", "-l")
    {
        Description = "Wait for the other side instead of connecting to it. Implied by tcp://:PORT and tcp://*:PORT, and tls:// alike.",
    };

    public Option<string> ConnectTimeout { get; } = new("--connect-timeout")
    {
        HelpName = "time",
        Description = "How long connecting may take. Default 5s.",
    };

    public Option<string> Driver { get; } = new("--driver")
    {
        HelpName = "async|thread|spin",
        Description = "Who runs the connection: the thread pool, a thread of its own, or one that never sleeps "
            + $"and takes a whole core. Default {DriverNames.Default}.",
    };

    public Option<string> Compress { get; } = new("--compress")
    {
        HelpName = "lz4",
        Description = "Compress messages when the other side has the option too; they arrive as they were.",
        CompletionSources = { static _ => s_algorithms.Select(static name => new CompletionItem(name)) },
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Go on after a cut when the other side has the option too: connect again, and send again what did not arrive.",
    };

    public Option<string> Patience { get; } = new("--patience")
    {
        HelpName = "time",
        Description = "How long a cut may last with --resume. Default 60s; the shorter time of both sides counts.",
    };

    public Option<bool> Verify { get; } = new("--verify")
    {
        Description = "Print the SHA-256 of all payload bytes in order: equal on both sides when all arrived.",
    };

    public Option<string> Json { get; } = new("--json")
    {
        HelpName = "lines",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Report as one JSON document on standard output; with =lines as one object per second and one at the end.",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing but errors." };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Say what was negotiated and counted, too." };

    public Option<string> Live { get; } = new("--live")
    {
        HelpName = "auto|on|off",
        Description = "Progress redrawn in place. Default auto: on a terminal that does not show the messages.",
    };

    public Option<string> Color { get; } = new("--color")
    {
        HelpName = "auto|always|never",
        Description = "Colours on standard error. Default auto: on a terminal, unless NO_COLOR is set.",
    };

    public ZeroMqOptions ZeroMq { get; } = new();

    public OptionGroup ReportGroup => new("Report", [Json, Quiet, Verbose, Live, Color]);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Listen, ConnectTimeout, Driver, Compress, Resume, Patience, Verify, Json, Quiet, Verbose, Live, Color, .. ZeroMq.All])
        {
            command.Add(option);
        }
    }

    /// <summary>How to open an endpoint.</summary>
    /// <param name="values">The options.</param>
    /// <param name="uri">The endpoint.</param>
    /// <param name="listens">Whether this side listens; null when the endpoint and the options say it.</param>
    public ChannelSettings ReadChannel(OptionValues values, string uri, bool? listens = null) =>
        Read(values, EndpointUriParser.Parse(uri), listens, security: null);

    /// <summary>How to open the connection over which a measurement is agreed: options of <c>zmq:</c> are not for it.</summary>
    /// <param name="values">The options.</param>
    /// <param name="uri">The endpoint.</param>
    /// <param name="listens">Whether this side listens.</param>
    public ChannelSettings ReadControl(OptionValues values, string uri, bool listens) =>
        Read(values, EndpointUriParser.Parse(uri), listens, new ZmqSecuritySettings());

    public ReportSettings ReadReport(OptionValues values)
    {
        if (values.Has(Quiet) && values.Has(Verbose))
        {
            throw ToolException.Usage("--quiet and --verbose contradict each other", "give one of them");
        }

        return new ReportSettings
        {
            Mode = JsonOption.ModeOf(values.Has(Json) ? values.ReadWord(Json, JsonOption.Forms) : null),
            Verbosity = values.Has(Quiet) ? Verbosity.Quiet : values.Has(Verbose) ? Verbosity.Verbose : Verbosity.Normal,
            Live = (Choice)Array.IndexOf(s_live, values.ReadWord(Live, s_live) ?? s_live[0]),
            Color = (Choice)Array.IndexOf(s_colors, values.ReadWord(Color, s_colors) ?? s_colors[0]),
        };
    }

    private ChannelSettings Read(OptionValues values, EndpointUri endpoint, bool? listens, ZmqSecuritySettings? security)
    {
        bool listen = listens ?? (values.Has(Listen) || endpoint.ImpliesListening);
        if (endpoint.Scheme == Scheme.Udp && values.Has(Listen))
        {
            throw ToolException.Usage("-l says nothing with udp://: recv receives and send sends", "leave it out");
        }

        if (!listen && endpoint.Path.Length == 0 && endpoint.Scheme != Scheme.Udp)
        {
            CheckCanConnect(endpoint);
        }

        security ??= ZeroMq.Read(values, endpoint, Driver, Compress, Resume, Patience);
        bool compresses = values.ReadWord(Compress, s_algorithms) is not null;
        if (compresses && endpoint.Framing is { } framing)
        {
            throw ToolException.Usage(
                $"--compress needs the native protocol: framing={framing.Text} has no compression", "leave out one of them");
        }

        if (compresses && endpoint.Scheme == Scheme.Udp)
        {
            throw ToolException.Usage("--compress is for connections: datagrams go as they are", "leave it out");
        }

        TimeSpan? patience = ReadPatience(values, endpoint);
        ChannelSettings settings = new()
        {
            Endpoint = endpoint,
            Listen = listen,
            ZmqSecurity = security,
            Compressor = compresses ? Lz4Compressor.Instance : null,
            Patience = patience,
            Driver = ReadDriver(values, endpoint),
            ConnectTimeout = values.Read<TimeSpan>(ConnectTimeout, Duration.TryParse) ?? ChannelSettings.DefaultConnectTimeout,
        };
        TlsKeys.Check(settings);
        return settings;
    }

    private Driver ReadDriver(OptionValues values, EndpointUri endpoint)
    {
        string? name = values.ReadWord(Driver, DriverNames.All);
        Driver driver = DriverNames.Parse(name ?? (endpoint.Scheme == Scheme.Udp ? DriverNames.Thread : DriverNames.Default));
        return endpoint.Scheme != Scheme.Udp || driver != Sockets.Transport.Tcp.Driver.Async
            ? driver
            : throw ToolException.Usage("--driver async is for connections: datagrams have a thread of their own", "write thread or spin");
    }

    private TimeSpan? ReadPatience(OptionValues values, EndpointUri endpoint)
    {
        TimeSpan? patience = values.Read<TimeSpan>(Patience, Duration.TryParse);
        if (!values.Has(Resume))
        {
            return patience is null ? null : throw ToolException.Usage("--patience says how long a cut may last", "add --resume");
        }

        if (endpoint.Scheme == Scheme.Udp)
        {
            throw ToolException.Usage("--resume is for connections: datagrams have none", "leave it out");
        }

        if (endpoint.Framing is { } framing)
        {
            throw ToolException.Usage($"--resume needs the native protocol: framing={framing.Text} cannot go on after a cut", "leave out one of them");
        }

        if (patience < s_shortestPatience || patience > s_longestPatience)
        {
            throw ToolException.Usage($"--patience is from {HumanText.Time(s_shortestPatience)} to 24h", "as in --patience 10s");
        }

        return patience ?? new ResumeOptions().Patience;
    }

    /// <summary>What can be said before a name is looked up.</summary>
    internal static void CheckCanConnect(EndpointUri endpoint)
    {
        if (endpoint.Port == 0)
        {
            throw ToolException.Usage($"port 0 of '{endpoint.Text}' is none to connect to", "name the port, or listen with -l");
        }

        if (endpoint.Host is "0.0.0.0" or "::")
        {
            throw ToolException.Usage($"'{endpoint.Text}' is an address to listen on", "add -l, or name the host to connect to");
        }
    }
}
