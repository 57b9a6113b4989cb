using System.CommandLine;
using System.CommandLine.Help;
using Sockets.Tools.Commands;
using Sockets.Tools.Commands.Help;
using Sockets.Tools.Commands.Perf;
using Sockets.Tools.Commands.Recv;
using Sockets.Tools.Commands.Send;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.Loss;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Serving;

namespace Sockets.Tools;

/// <summary>The command <c>sockets</c>: the tree of its verbs.</summary>
internal static class Program
{
    internal static IReadOnlyList<Verb> CreateVerbs(ToolContext context)
    {
        IReadOnlyList<Verb> verbs = [];
        return verbs =
        [
            SendCommand.Create(context.Terminal, plan => new SendRun(plan, context).RunAsync()),
            RecvCommand.Create(context.Terminal, plan => new RecvRun(plan, context).RunAsync()),
            PerfCommand.Create(
                plan => new AllRun(plan, context, AllSections.Create(Environment.ProcessorCount)).RunAsync(),
                PerfServeCommand.Create(plan => new ServeRun(plan, context).RunAsync()),
                PerfRunCommand.Create(plan => new RunRun(plan, context).RunAsync()),
                PerfLossCommand.Create(plan => plan.Server is null ? new ListenRun(plan, context).RunAsync() : new RunRun(plan, context).RunAsync()),
                PerfDiffCommand.Create(plan => PerfDiffCommand.Run(plan, context.Terminal)),
                PerfReportCommand.Create(plan => PerfReportCommand.Run(plan, context.Terminal))),
            StatsdCommand.Create(
                context.Terminal,
                plan => new StatsdSendRun(plan, context).RunAsync(),
                async plan =>
                {
                    using StatsdListenRun run = new(plan, context);
                    return await run.RunAsync();
                },
                plan => new StatsdBenchRun(plan, context).RunAsync()),
            SchemaCommand.Create(context.Terminal),
            DoctorCommand.Create(plan => new DoctorRun(plan, context, Machine.This).RunAsync()),
            CompletionsCommand.Create(context.Terminal, () => verbs),
        ];
    }

    internal static RootCommand CreateTree(IReadOnlyList<Verb> verbs)
    {
        RootCommand root = new("Sends, receives and measures messages.");
        root.Directives.Clear();
        root.Options.OfType<HelpOption>().Single().Action = new HelpOutput(verbs);
        foreach (Verb verb in verbs)
        {
            root.Add(verb.Command);
        }

        return root;
    }

    private static Task<int> Main(string[] args)
    {
        Terminal terminal = Terminal.OfProcess();
        ToolContext context = new()
        {
            Terminal = terminal,
            Interrupt = Interruption.OfProcess,
            Open = ChannelSources.Open,
        };
        return CommandLineHost.RunAsync(CreateTree(CreateVerbs(context)), args, terminal, Terminal.OpenText(DescriptorStream.OpenOutput()));
    }
}
