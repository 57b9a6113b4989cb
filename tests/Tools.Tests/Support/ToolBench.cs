using System.CommandLine;
using Sockets.Tools.Commands;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Support;

/// <summary>The tool in this process, with everything around it replaced.</summary>
internal sealed class ToolBench
{
    private readonly StringWriter _error = new();
    private readonly StringWriter _help = new();

    public MemoryTarget Output { get; } = new();

    public string Error => _error.ToString();

    public string Help => _help.ToString();

    public Stream Input { get; set; } = Stream.Null;

    public bool InputIsTerminal { get; set; }

    public bool OutputIsTerminal { get; set; }

    public IChannelSource Source { get; set; } = new MemorySource(isListening: false);

    public Interruption Interruption { get; } = new(_ => { });

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public ChannelSettings? Opened { get; private set; }

    public Terminal Terminal => new()
    {
        Error = _error,
        OpenOutput = () => Output,
        OpenInput = () => Input,
        InputIsTerminal = InputIsTerminal,
        OutputIsTerminal = OutputIsTerminal,
    };

    public ToolContext Context => new()
    {
        Terminal = Terminal,
        Interrupt = () => Interruption,
        Open = settings =>
        {
            Opened = settings;
            return Source;
        },
        Time = Time,
    };

    public async Task<ExitCode> RunAsync(params string[] arguments)
    {
        RootCommand root = Program.CreateTree(Program.CreateVerbs(Context));
        return (ExitCode)await CommandLineHost.RunAsync(root, arguments, Terminal, _help);
    }
}
