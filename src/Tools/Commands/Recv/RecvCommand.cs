using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Commands.Recv;

/// <summary>The verb <c>recv</c>: its options, and what they may be together.</summary>
internal sealed class RecvCommand
{
    private const string StandardOutput = "-";

    private readonly CommonOptions _common = new();

    private readonly Argument<string?> _uri = new("uri") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> _out = new("--out", "-o")
    {
        HelpName = "file",
        Description = "Write to this file instead of standard output (-). It is called FILE.part until the stream has ended in order.",
    };

    private readonly Option<string> _format = new("--format", "-f")
    {
        HelpName = "raw|text|hex|json",
        Description = "raw: the bytes as they are; text: a line per message, escaped where not printable; hex; "
            + "json: an object per line. Default raw, and text on a terminal.",
    };

    private readonly Option<string> _count = new("--count", "-n")
    {
        HelpName = "number",
        Description = "Stop after this many messages.",
    };

    private readonly Option<string> _for = new("--for")
    {
        HelpName = "time",
        Description = "Stop after this time.",
    };

    private readonly Option<string> _idleTimeout = new("--idle-timeout")
    {
        HelpName = "time",
        Description = "Give up (exit 4) when nothing came for this long.",
    };

    private readonly Option<bool> _keepOpen = new("--keep-open", "-k")
    {
        Description = "When listening: wait for the next peer when one has finished.",
    };

    private readonly Option<string> _slowReader = new("--slow-reader")
    {
        HelpName = "time/number",
        Description = "Be slow on purpose: 5ms/100 pauses 5 ms after every 100 messages.",
    };

    private readonly Option<string> _replyExec = new("--reply-exec")
    {
        HelpName = "command",
        Description = "Answer each request with what this shell command writes; it reads the request on its standard input.",
    };

    private readonly Option<bool> _replyEcho = new("--reply-echo")
    {
        Description = "Answer each request with itself.",
    };

    private readonly Option<string> _replyJobs = new("--reply-jobs")
    {
        HelpName = "number",
        Description = $"Commands of --reply-exec that run at once (default {ReplyProgram.DefaultJobs}).",
    };

    private readonly Option<string> _replyTimeout = new("--reply-timeout")
    {
        HelpName = "time",
        Description = "How long a command of --reply-exec may run (default 10s).",
    };

    private readonly Option<string[]> _expect = new("--expect")
    {
        HelpName = "condition",
        Arity = ArgumentArity.OneOrMore,
        Description = "Exit 5 unless it holds at the end: 'messages=100', 'bytes>=1MiB', 'seconds<2', 'rate>10k/s'. "
            + "Can be given several times.",
    };

    private readonly Option<string> _policy = new("--policy")
    {
        HelpName = "policy",
        Description = "udp only: what goes when this side cannot keep up: drop-oldest (default), drop-newest, deadline, "
            + "key-frame-aware (whole video frames), conflate (the latest of each source).",
        CompletionSources = { static _ => PolicyNames.ReceivingDatagrams.Select(static name => new CompletionItem(name)) },
    };

    private readonly Option<string> _maxAge = new("--max-age")
    {
        HelpName = "time",
        Description = "With --policy deadline: how old a message may be. Default 40ms.",
    };

    private readonly Option<string> _expectFrom = new("--expect-seq-from")
    {
        HelpName = "number",
        Description = "udp, native: the number every sender begins with (1), so that losses before the first arrival count.",
    };

    private readonly Option<string> _record = new("--record")
    {
        HelpName = "file",
        Description = "udp: record every datagram as a pcap file, with the kernel's times. send --replay sends it again.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">What the defaults depend on.</param>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Terminal terminal, Func<RecvPlan, Task<ExitCode>> run)
    {
        RecvCommand recv = new();
        Command command = new("recv", "Receives messages into a file, a pipe or the terminal.");
        command.Add(recv._uri);
        recv._common.AddTo(command);
        foreach (Option option in (Option[])
            [recv._out, recv._format, recv._count, recv._for, recv._idleTimeout, recv._keepOpen, recv._slowReader, recv._expect,
                recv._replyExec, recv._replyEcho, recv._replyJobs, recv._replyTimeout, recv._policy, recv._maxAge, recv._expectFrom, recv._record])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(recv.Read(parsed, terminal)));
        return recv.Describe(command);
    }

    private RecvPlan Read(ParseResult parsed, Terminal terminal)
    {
        OptionValues values = new(parsed);
        string uri = parsed.GetValue(_uri) ?? throw ToolException.Usage("recv needs an endpoint", "as in: sockets recv tcp://:9000");
        ChannelSettings channel = _common.ReadChannel(values, uri);
        ReportSettings report = _common.ReadReport(values);
        string? path = parsed.GetValue(_out) is { } given && given != StandardOutput ? given : null;
        if (path is null && report.Mode != ReportMode.Text)
        {
            throw ToolException.Usage(
                "--json reports on standard output, and there the messages go",
                "add --out FILE (or --out /dev/null), or use --format json for the messages themselves");
        }

        bool keepOpen = values.Has(_keepOpen);
        channel.Endpoint.Zmq?.Role.Check(Purpose.Receive);
        if (keepOpen && !channel.Listen && channel.Endpoint is { Zmq: null, Udp: null })
        {
            throw ToolException.Usage("--keep-open waits for the next peer, and this side connects", "add -l to listen");
        }

        return new RecvPlan
        {
            Channel = ReadReceiving(values, channel) with { KeepOpen = keepOpen },
            Out = path,
            Format = values.ReadWord(_format, MessageFormat.Names) ?? (path is null && terminal.OutputIsTerminal ? "text" : "raw"),
            Count = values.Read<long>(_count, Quantity.TryParse),
            For = values.Read<TimeSpan>(_for, Duration.TryParse),
            IdleTimeout = values.Read<TimeSpan>(_idleTimeout, Duration.TryParse),
            KeepOpen = keepOpen,
            SlowReader = values.Read<SlowReader>(_slowReader, SlowReader.TryParse),
            Verify = values.Has(_common.Verify),
            Reply = ReadReply(values, parsed.GetValue(_replyExec), channel),
            Expectations = values.ReadAll<Expectation>(_expect, Expectation.TryParse),
            Report = report with { DataOnOutput = path is null },
        };
    }

    private ChannelSettings ReadReceiving(OptionValues values, ChannelSettings channel)
    {
        if (channel.Endpoint.Scheme != Scheme.Udp)
        {
            foreach (Option option in (Option[])[_policy, _maxAge, _expectFrom, _record])
            {
                if (values.Has(option))
                {
                    throw ToolException.Usage($"{option.Name} is for udp:// endpoints: over a connection the sender decides", "leave it out");
                }
            }

            return channel with { Purpose = Purpose.Receive };
        }

        string policy = values.ReadWord(_policy, PolicyNames.ReceivingDatagrams) ?? PolicyNames.ReceivingDatagrams[0];
        if (values.Has(_maxAge) && policy != "deadline")
        {
            throw ToolException.Usage($"--max-age says nothing with --policy {policy}", "add --policy deadline");
        }

        return channel with
        {
            Purpose = Purpose.Receive,
            Policy = PolicyNames.Parse(policy),
            MaxAge = values.Read<TimeSpan>(_maxAge, Duration.TryParse),
            ExpectFrom = values.Read<long>(_expectFrom, Quantity.TryParse),
            Record = values.ReadText(_record),
        };
    }

    private ReplySettings? ReadReply(OptionValues values, string? program, ChannelSettings channel)
    {
        Option? alone = program is null ? ((Option[])[_replyJobs, _replyTimeout]).FirstOrDefault(values.Has) : null;
        if (alone is not null)
        {
            throw ToolException.Usage($"{alone.Name} is for commands", "add --reply-exec");
        }

        bool answers = program is not null || values.Has(_replyEcho);
        if (channel.Endpoint.Zmq is { } zmq && answers != (zmq.Role.Type == ZmqSocketType.Rep))
        {
            throw answers
                ? ToolException.Usage($"--reply-exec and --reply-echo answer requests, and zmq:{zmq.Role.Name} gets none", "use zmq:rep")
                : ToolException.Usage("who asks a zmq:rep waits for its answer", "add --reply-exec or --reply-echo");
        }

        if (!answers)
        {
            return null;
        }

        if (program is not null && values.Has(_replyEcho))
        {
            throw ToolException.Usage("--reply-exec and --reply-echo are two answers to one request", "give one of them");
        }

        if (channel.Endpoint.Framing is { } framing)
        {
            throw ToolException.Usage(
                $"--reply-exec and --reply-echo need the native protocol: framing={framing.Text} has no requests", "leave out one of them");
        }

        return new ReplySettings
        {
            Program = program,
            Jobs = (int)Math.Min(values.Read<long>(_replyJobs, Quantity.TryParse) ?? ReplyProgram.DefaultJobs, RequestOptions.DefaultMaxInFlight),
            Timeout = values.Read<TimeSpan>(_replyTimeout, Duration.TryParse) ?? ReplyProgram.DefaultTimeout,
        };
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri>",
        OperandMeanings = [("uri", "tcp://host:port, tls://host:port or unix:///path, with ?framing=… for foreign protocols; udp://group:port?iface=…; zmq:TYPE@tcp://host:port")],
        Examples =
        [
            new Example("Show what comes from: sockets send tcp://127.0.0.1:9000 --text hi", "sockets recv tcp://:9000"),
            new Example("Into a file, and check it", "sockets recv tcp://:9000 --out photo.jpg --verify"),
            new Example("Messages as JSON, from one peer after the other", "sockets recv tcp://:9000 --format json --keep-open"),
            new Example("Answer requests with a program, of one peer after the other", "sockets recv tcp://:9000 --reply-exec rev --keep-open"),
            new Example("A log, compressed on the way if the sender says so too", "sockets recv tcp://:9000 --compress lz4 --out app.log"),
            new Example("Over cuts of the network of up to ten minutes", "sockets recv tcp://:9000 --resume --patience 10m --out app.log"),
            new Example("What a ZeroMQ publisher says of a topic", "sockets recv 'zmq:sub@tcp://127.0.0.1:5556?topic=A'"),
            new Example("Answer the requests of ZeroMQ peers", "sockets recv zmq:rep@tcp://*:5555 --reply-exec rev --keep-open"),
            new Example("A multicast group, and where packets were lost", "sockets recv 'udp://239.1.2.3:5000?iface=lo' --out /dev/null --json"),
            new Example("A receiver that cannot keep up, measured", "sockets recv tcp://:9000 --out /dev/null --slow-reader 5ms/100 --json"),
        ],
        Groups =
        [
            new OptionGroup("Where it goes", [_out, _format]),
            new OptionGroup("When it ends", [_count, _for, _idleTimeout, _keepOpen]),
            new OptionGroup("Requests", [_replyExec, _replyEcho, _replyJobs, _replyTimeout]),
            new OptionGroup("Checks", [_common.Verify, _expect, _slowReader]),
            new OptionGroup("Datagrams", [_policy, _maxAge, _expectFrom, _record]),
            new OptionGroup("Connection", [_common.Listen, _common.ConnectTimeout, _common.Driver, _common.Resume, _common.Patience, _common.Compress]),
            new OptionGroup("ZeroMQ", _common.ZeroMq.All),
            _common.ReportGroup,
        ],
    };
}
