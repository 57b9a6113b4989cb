using System.CommandLine;
using Sockets.Tools.Commands;
using Sockets.Tools.Commands.Perf;
using Sockets.Tools.Commands.Recv;
using Sockets.Tools.Commands.Send;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Doctor;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Serving;

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

    public static AllPlan Perf(params string[] words)
    {
        AllPlan? plan = null;
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

    /// <summary>The plan of <c>perf run</c> or <c>perf loss</c>.</summary>
    public static RunPlan Test(params string[] words)
    {
        RunPlan? plan = null;
        Verb verb = PerfCommand.Create(static _ => Task.FromResult(ExitCode.Done), PerfRunCommand.Create(Keep), PerfLossCommand.Create(Keep));
        Run(verb, words);
        return plan!;

        Task<ExitCode> Keep(RunPlan read)
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        }
    }

    /// <summary>The plan of <c>perf serve</c>.</summary>
    public static ServePlan Serve(params string[] words)
    {
        ServePlan? plan = null;
        Verb verb = PerfCommand.Create(static _ => Task.FromResult(ExitCode.Done), PerfServeCommand.Create(read =>
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        }));
        Run(verb, words);
        return plan!;
    }

    /// <summary>The plan of <c>doctor</c>.</summary>
    public static DoctorPlan Doctor(params string[] words)
    {
        DoctorPlan? plan = null;
        Verb verb = DoctorCommand.Create(read =>
        {
            plan = read;
            return Task.FromResult(ExitCode.Done);
        });
        Run(verb, words);
        return plan!;
    }

    /// <summary>The plan of a verb that reads reports.</summary>
    public static object Saved(params string[] words)
    {
        object? plan = null;
        Verb verb = PerfCommand.Create(static _ => Task.FromResult(ExitCode.Done), PerfDiffCommand.Create(Keep), PerfReportCommand.Create(Keep));
        Run(verb, words);
        return plan!;

        ExitCode Keep(object read)
        {
            plan = read;
            return ExitCode.Done;
        }
    }

    /// <summary>The script that is printed.</summary>
    public static string Completions(ToolBench bench, params string[] words)
    {
        Run(CompletionsCommand.Create(bench.Terminal, () => Program.CreateVerbs(bench.Context)), words);
        return bench.Output.Text;
    }

    /// <summary>The plan of whatever verb comes first.</summary>
    public static object Read(ToolBench bench, params string[] words) => words switch
    {
        ["send", ..] => Send(bench, words),
        ["recv", ..] => Recv(bench, words),
        ["perf", "run" or "loss", ..] => Test(words),
        ["perf", "diff" or "report", ..] => Saved(words),
        ["perf", "serve", ..] => Serve(words),
        ["schema", ..] => Schema(bench, words),
        ["statsd", ..] => Statsd(bench, words),
        ["doctor", ..] => Doctor(words),
        ["completions", ..] => Completions(bench, words),
        _ => Perf(words),
    };

    private static string Schema(ToolBench bench, string[] words)
    {
        Run(SchemaCommand.Create(bench.Terminal), words);
        return bench.Output.Text;
    }

    private static void Run(Verb verb, string[] words)
    {
        ParseResult parsed = CommandLineHost.Parse(Program.CreateTree([verb]), words);
        Assert.Empty(parsed.Errors);
        parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
