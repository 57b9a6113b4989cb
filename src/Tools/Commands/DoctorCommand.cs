using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Doctor;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Commands;

/// <summary>The verb <c>doctor</c>.</summary>
internal sealed class DoctorCommand
{
    private readonly Argument<string?> _uri = new("uri")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources =
        {
            static _ => EndpointUriParser.Beginnings.Concat(StatsdEndpointParser.Schemes.Select(static scheme => scheme + "://"))
                .Select(static beginning => new CompletionItem(beginning)),
        },
    };

    private readonly Option<bool> _listen = new("--listen", "-l")
    {
        Description = "Check as the side that listens. Implied by tcp://:PORT and tcp://*:PORT, and tls:// alike.",
    };

    private readonly Option<string> _connectTimeout = new("--connect-timeout")
    {
        HelpName = "time",
        Description = "How long connecting may take. Default 5s.",
    };

    private readonly Option<string> _json = new("--json")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "One JSON document instead of the table.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Func<DoctorPlan, Task<ExitCode>> run)
    {
        DoctorCommand doctor = new();
        Command command = new("doctor", "Checks whether this machine is fit for it, and says what mends it.");
        command.Add(doctor._uri);
        command.Add(doctor._listen);
        command.Add(doctor._connectTimeout);
        command.Add(doctor._json);
        command.SetAction(async (parsed, _) => (int)await run(doctor.Read(parsed)));
        return doctor.Describe(command);
    }

    private DoctorPlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        string? uri = parsed.GetValue(_uri);
        StatsdEndpoint? statsd = uri is not null && StatsdEndpointParser.IsStatsd(uri) ? StatsdEndpointParser.Parse(uri) : null;
        EndpointUri? endpoint = statsd?.ToUri() ?? (uri is null ? null : EndpointUriParser.Parse(uri));
        return new DoctorPlan
        {
            Channel = endpoint is null ? null : ReadChannel(values, endpoint, isStatsd: statsd is not null),
            Statsd = statsd,
            Report = new ReportSettings
            {
                Mode = values.ReadWord(_json, [JsonOption.Document]) is null ? ReportMode.Text : ReportMode.JsonDocument,
            },
        };
    }

    private ChannelSettings ReadChannel(OptionValues values, EndpointUri endpoint, bool isStatsd)
    {
        // A StatsD client takes an empty host for the loopback.
        bool listen = values.Has(_listen) || (isStatsd ? endpoint.Host == EndpointUri.AnyHost : endpoint.ImpliesListening);
        if (!listen && endpoint.Path.Length == 0 && (isStatsd || endpoint.Scheme != Scheme.Udp))
        {
            CommonOptions.CheckCanConnect(endpoint);
        }

        return new ChannelSettings
        {
            Endpoint = endpoint,
            Listen = listen,
            Driver = Driver.Async,
            Purpose = Purpose.Receive,
            ConnectTimeout = values.Read<TimeSpan>(_connectTimeout, Duration.TryParse) ?? ChannelSettings.DefaultConnectTimeout,
        };
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "[uri]",
        OperandMeanings = [("uri", "an endpoint as send, recv or statsd take it; without one, the machine alone is looked at")],
        Examples =
        [
            new Example("Buffers, calls, clock, limits of this machine", "sockets doctor"),
            new Example("Why does nothing arrive from this group?", "sockets doctor 'udp://239.1.2.3:5000?iface=eth0'"),
            new Example("From one sender only: is its way back right?", "sockets doctor 'udp://239.1.2.3:5000?iface=eth0&source=10.0.0.5'"),
            new Example("Name, connection and certificate of a server", "sockets doctor tls://feed.example:9000"),
            new Example("Is a StatsD server there, and do packets fit the way?", "sockets doctor statsd://127.0.0.1:8125"),
            new Example("Does a ZeroMQ peer answer, and how is it secured?", "sockets doctor zmq:sub@tcp://127.0.0.1:5556"),
            new Example("Before starting a server", "sockets doctor -l 'tls://*:9000?cert=server.pem&key=server.key'"),
            new Example("For a program; exit 7 when something fails", "sockets doctor --json"),
        ],
        Groups = [new OptionGroup("Connection", [_listen, _connectTimeout]), new OptionGroup("Report", [_json])],
    };
}
