using System.CommandLine;
using System.CommandLine.Completions;
using System.Diagnostics.CodeAnalysis;
using Sockets.Tools.Commands.Input;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Commands.Send;

/// <summary>The verb <c>send</c>: its options, and what they may be together.</summary>
internal sealed partial class SendCommand
{
    private readonly CommonOptions _common = new();

    private readonly Argument<string?> _uri = new("uri") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Argument<string?> _file = new("file") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<bool> _lines = new("--lines")
    {
        Description = "Each line is one message, without its line end. Implied by framing=line.",
    };

    private readonly Option<string[]> _text = new("--text")
    {
        HelpName = "text",
        Arity = ArgumentArity.OneOrMore,
        Description = "Send this text, as UTF-8. Can be given several times.",
    };

    private readonly Option<string[]> _hex = new("--hex")
    {
        HelpName = "digits",
        Arity = ArgumentArity.OneOrMore,
        Description = "Send these bytes, as in 0a0b or 0a:0b. Can be given several times.",
    };

    private readonly Option<string> _count = new("--count", "-n")
    {
        HelpName = "number",
        Description = "Send this many messages: of the input, or of --text and --hex in turn, or else generated ones.",
    };

    private readonly Option<string> _size = new("--size", "-s")
    {
        HelpName = "size",
        Description = $"Bytes of each generated message (default {SendPlan.DefaultGenerated}), or of the chunks a file is "
            + $"cut into (default {SendPlan.DefaultChunk}).",
    };

    private readonly Option<string> _rate = new("--rate", "-r")
    {
        HelpName = "rate",
        Description = "Keep this rate: 100k/s messages, 50MB/s or 1Gbit/s of payload.",
    };

    private readonly AskOptions _ask = new();

    private readonly ReplayOptions _replay = new();

    private readonly Option<string> _policy = new("--policy")
    {
        HelpName = "policy",
        Description = "When the receiver cannot keep up: wait (default), reject, drop-newest, drop-oldest, conflate "
            + "(keep the latest), disconnect.",
        CompletionSources = { static _ => PolicyNames.Sending.Select(static name => new CompletionItem(name)) },
    };

    private readonly Option<string> _receivers = new("--receivers")
    {
        HelpName = "number",
        Description = "Send each message to every receiver, beginning when so many are there; others may join later. With -l.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">What the defaults depend on.</param>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Terminal terminal, Func<SendPlan, Task<ExitCode>> run)
    {
        SendCommand send = new();
        Command command = new("send", "Sends a file, standard input, lines, text or generated messages.");
        command.Add(send._uri);
        command.Add(send._file);
        send._common.AddTo(command);
        foreach (Option option in (Option[])[send._lines, send._text, send._hex, send._count, send._size, send._rate, send._policy,
            send._receivers, .. send._ask.All, .. send._replay.All])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(send.Read(parsed, terminal)));
        return send.Describe(command);
    }

    private SendPlan Read(ParseResult parsed, Terminal terminal)
    {
        OptionValues values = new(parsed);
        string uri = parsed.GetValue(_uri)
            ?? throw ToolException.Usage("send needs an endpoint", "as in: sockets send tcp://127.0.0.1:9000 --text hello");
        ChannelSettings channel = _common.ReadChannel(values, uri);
        channel.Endpoint.Zmq?.Role.Check(Purpose.Send);
        OverflowPolicy policy = PolicyNames.Parse(values.ReadWord(_policy, PoliciesOf(channel.Endpoint)) ?? "wait");
        if (values.Has(_policy) && channel.Endpoint.Framing is { } framing)
        {
            throw ToolException.Usage(
                $"--policy needs the native protocol: framing={framing.Text} has no flow control of its own, and sending waits",
                "leave out one of them");
        }

        bool verify = values.Has(_common.Verify);
        if (verify && policy != OverflowPolicy.Wait)
        {
            throw ToolException.Usage("--verify needs --policy wait: what another policy drops would be in the sum", "leave out one of them");
        }

        CheckZeroMq(channel.Endpoint.Zmq, verify);
        AskSettings? ask = _ask.Read(values, channel, policy, terminal);
        int? receivers = ReadReceivers(values, channel, ask);
        double? speed = _replay.Read(values, channel, parsed.GetValue(_file));
        SendPlan plan = new()
        {
            Channel = (speed is null ? channel : ReplayOptions.Widen(channel)) with { Policy = policy, Receivers = receivers },
            Ask = ask,
            ReplaySpeed = speed,
            Count = values.Read<long>(_count, Quantity.TryParse),
            Size = (int?)values.Read<long>(_size, TryParseMessageSize),
            DefaultSize = channel.Endpoint.Udp?.SendPayload,
            Rate = values.Read<Rate>(_rate, Rate.TryParse),
            Verify = verify,
            Report = _common.ReadReport(values) with { DataOnOutput = ask is not null },
        };
        if (ask is not null && plan.Report.Mode != ReportMode.Text)
        {
            throw ToolException.Usage(
                "--json reports on standard output, and there the answers go", "leave it out, or use --format json for the answers themselves");
        }

        return WithInput(plan, parsed.GetValue(_file), ReadPayloads(values), values.Has(_lines), terminal);
    }

    private int? ReadReceivers(OptionValues values, ChannelSettings channel, AskSettings? ask)
    {
        if (values.Read<long>(_receivers, Quantity.TryParse) is not { } receivers)
        {
            return null;
        }

        int most = new ListenLimits().MaxConnections;
        string? problem = channel switch
        {
            { Endpoint.Framing: { } framing } => $"needs the native protocol: framing={framing.Text} has one receiver",
            { Listen: false } => "needs -l: the receivers connect to the sender",
            _ when ask is not null => "and --request contradict each other: a request has one answer",
            _ when receivers > most => $"takes {most} at most, not {receivers}",
            _ => null,
        };
        return problem is null ? (int)receivers : throw ToolException.Usage($"--receivers {problem}");
    }

    private static IReadOnlyList<string> PoliciesOf(EndpointUri endpoint) => endpoint switch
    {
        { Udp: not null } => PolicyNames.SendingDatagrams,
        { Zmq: null } => PolicyNames.Sending,
        { Zmq.Role.Publishes: true } => PolicyNames.Publishing,
        _ => PolicyNames.Pushing,
    };

    private static void CheckZeroMq(ZmqSettings? zmq, bool verify)
    {
        if (verify && zmq?.SentTopic is not null)
        {
            throw ToolException.Usage("--verify is for the bytes of the input, and topic= puts more into each message", "leave out one of them");
        }

        if (zmq is { Role.Type: ZmqSocketType.Router, To: null })
        {
            throw ToolException.Usage("a router sends to whom it names", "add to=NAME, the routing id of a peer");
        }
    }

    private static SendPlan WithInput(SendPlan plan, string? file, List<byte[]> payloads, bool lines, Terminal terminal)
    {
        Framing? framing = plan.Channel.Endpoint.Framing;
        CheckInput(plan, file, payloads, lines);
        if (framing?.Kind == FramingKind.Fixed && plan.Size is { } size && size != framing.FixedLength)
        {
            throw ToolException.Usage($"--size {size} is not the {framing.FixedLength} bytes of framing={framing.Text}", "leave --size out");
        }

        int? chunk = framing?.Kind == FramingKind.Fixed ? framing.FixedLength : plan.Size;
        if (payloads.Count > 0)
        {
            return plan with { Payloads = payloads };
        }

        if (file is null && !lines && plan.Count is not null)
        {
            return plan with { Payloads = [RepeatedMessages.Generate(chunk ?? SendPlan.DefaultGenerated)], Size = chunk };
        }

        if (file is null && !lines && terminal.InputIsTerminal)
        {
            throw ToolException.Usage("there is nothing to send", "name a file, pipe something in, or use --text, --hex, --count or --lines");
        }

        bool isLines = lines || (framing?.Kind == FramingKind.Line && plan.Size is null);
        string input = file ?? InputFile.StandardInput;
        return plan with
        {
            File = input,
            Lines = isLines,
            Size = isLines ? null : chunk ?? plan.DefaultSize,
            Report = plan.Report with { DataTyped = input == InputFile.StandardInput && terminal.InputIsTerminal },
        };
    }

    private static void CheckInput(SendPlan plan, string? file, List<byte[]> payloads, bool lines)
    {
        if (payloads.Count > 0 && file is not null)
        {
            throw ToolException.Usage($"--text and --hex cannot be sent together with '{file}'", "send one after the other");
        }

        if (payloads.Count > 0 && (lines || plan.Size is not null))
        {
            throw ToolException.Usage($"{(lines ? "--lines" : "--size")} says nothing about --text and --hex", "leave it out");
        }

        if (lines && plan.Size is not null)
        {
            throw ToolException.Usage("--lines cuts the input into lines and --size into chunks", "give one of them");
        }
    }

    private static bool TryParseMessageSize(string text, out long bytes, [NotNullWhen(false)] out string? error)
    {
        if (!ByteSize.TryParse(text, out bytes, out error))
        {
            return false;
        }

        error = bytes > Array.MaxLength ? $"'{text}' is too large for a message" : null;
        return error is null;
    }

    private List<byte[]> ReadPayloads(OptionValues values)
    {
        List<byte[]> payloads = [];
        foreach ((string option, string value) in values.InOrder(_text, _hex))
        {
            if (option == _text.Name)
            {
                payloads.Add(Payload.FromText(value));
            }
            else if (Payload.TryParseHex(value, out byte[] payload, out string? error))
            {
                payloads.Add(payload);
            }
            else
            {
                throw ToolException.Usage($"--hex: {error}");
            }
        }

        return payloads;
    }
}
