using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Commands.Send;

/// <summary>The options of <c>send</c> that make each message a request.</summary>
internal sealed class AskOptions
{
    private readonly Option<bool> _request = new("--request")
    {
        Description = "Each message is a request; the answers go to standard output, in the order of the requests.",
    };

    private readonly Option<string> _deadline = new("--deadline")
    {
        HelpName = "time",
        Description = "How long an answer is worth waiting for (default 10s). Exit 4 when one does not come in time.",
    };

    private readonly Option<string> _inFlight = new("--in-flight")
    {
        HelpName = "number",
        Description = $"Requests that wait for their answer at once (default {AskSettings.DefaultInFlight}).",
    };

    private readonly Option<string> _format = new("--format", "-f")
    {
        HelpName = "raw|text|hex|json",
        Description = "How answers are written, as recv does. Default raw, and text on a terminal.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_request, _deadline, _inFlight, _format];

    /// <summary>How to ask; null when nobody does.</summary>
    public AskSettings? Read(OptionValues values, ChannelSettings channel, OverflowPolicy policy, Terminal terminal)
    {
        ZmqRole? zmq = channel.Endpoint.Zmq?.Role;
        bool asksZmq = zmq?.Type == ZmqSocketType.Req;
        if (!values.Has(_request) && !asksZmq)
        {
            Option? alone = All.Skip(1).FirstOrDefault(values.Has);
            return alone is null ? null : throw ToolException.Usage($"{alone.Name} is for requests", "add --request");
        }

        if (channel.Endpoint.Scheme == Scheme.Udp)
        {
            throw ToolException.Usage("--request needs a connection: over udp:// nobody answers", "leave it out");
        }

        if (channel.Endpoint.Framing is { } framing)
        {
            throw ToolException.Usage($"--request needs the native protocol: framing={framing.Text} has no requests", "leave out one of them");
        }

        if (channel.Compressor is not null)
        {
            throw ToolException.Usage("--compress is for messages: requests and their answers go as they are", "leave out one of them");
        }

        if (policy != OverflowPolicy.Wait)
        {
            throw ToolException.Usage("--request needs --policy wait: no request may be dropped", "leave out one of them");
        }

        if (zmq is not null && !asksZmq)
        {
            throw ToolException.Usage($"--request asks, and zmq:{zmq.Name} does not", "use zmq:req");
        }

        long inFlight = values.Read<long>(_inFlight, Quantity.TryParse) ?? (asksZmq ? 1 : AskSettings.DefaultInFlight);
        if (asksZmq && inFlight != 1)
        {
            throw ToolException.Usage("zmq:req asks one at a time", "leave --in-flight out");
        }

        return new AskSettings
        {
            Deadline = values.Read<TimeSpan>(_deadline, Duration.TryParse) ?? AskSettings.DefaultDeadline,
            InFlight = (int)Math.Min(inFlight, RequestOptions.MostInFlight),
            Format = values.ReadWord(_format, MessageFormat.Names) ?? (terminal.OutputIsTerminal ? "text" : "raw"),
        };
    }
}
