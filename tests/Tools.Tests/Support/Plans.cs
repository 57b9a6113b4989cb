using System.CommandLine;
using Sockets.Tools.Commands;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Perf;

namespace Sockets.Tools.Tests.Support;

/// <summary>Reads command lines without running them.</summary>
internal static class Plans
{
    public static SendPlan Send(ToolBench bench, params string[] words)
    {
        SendPlan? plan = null;
        Verb verb = SendCommand.Create(bench.Terminal, read =>
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        });
        Run(verb, words);
        return plan!;
    }

    public static RecvPlan Recv(ToolBench bench, params string[] words)
    {
        RecvPlan? plan = null;
        Verb verb = RecvCommand.Create(bench.Terminal, read =>
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        });
        Run(verb, words);
        return plan!;
    }

    public static PerfPlan Perf(params string[] words)
    {
        PerfPlan? plan = null;
        Verb verb = PerfCommand.Create(read =>
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        });
        Run(verb, words);
        return plan!;
    }

    /// <summary>The plan of <c>statsd send</c>, <c>listen</c> or <c>bench</c>.</summary>
    public static object Statsd(ToolBench bench, params string[] words)
    {
        object? plan = null;
        Verb verb = StatsdCommand.Create(bench.Terminal, Keep, Keep, Keep);
        Run(verb, words);
        return plan!;

        Task<ExitCode> Keep(object read)
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        }
    }

    /// <summary>The plan of whatever verb comes first.</summary>
    public static object Read(ToolBench bench, params string[] words) => words[0] switch
    {
        "send" => Send(bench, words),
        "recv" => Recv(bench, words),
        "statsd" => Statsd(bench, words),
        _ => Perf(words),
    };

    private static void Run(Verb verb, string[] words)
    {
        ParseResult parsed = CommandLineHost.Parse(Program.CreateTree([verb]), words);
        Assert.Empty(parsed.Errors);
        parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
