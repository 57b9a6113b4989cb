using System.CommandLine;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>The verb <c>statsd</c> and what it can do.</summary>
internal static class StatsdCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">What the defaults depend on.</param>
    /// <param name="send">What <c>statsd send</c> does with a checked command line.</param>
    /// <param name="listen">What <c>statsd listen</c> does with one.</param>
    /// <param name="bench">What <c>statsd bench</c> does with one.</param>
    public static Verb Create(
        Terminal terminal,
        Func<StatsdSendPlan, Task<ExitCode>> send,
        Func<StatsdListenPlan, Task<ExitCode>> listen,
        Func<StatsdBenchPlan, Task<ExitCode>> bench)
    {
        Verb[] children =
        [
            StatsdSendCommand.Create(terminal, send),
            StatsdListenCommand.Create(terminal, listen),
            StatsdBenchCommand.Create(bench),
        ];
        Command command = new("statsd", "Sends metrics, shows what arrives, and measures a server.");
        foreach (Verb child in children)
        {
            command.Add(child.Command);
        }

        return new Verb
        {
            Command = command,
            Operands = "<what>",
            OperandMeanings =
            [
                ("send", "sends metrics, from the command line or from standard input"),
                ("listen", "shows what arrives, and which servers would not read it"),
                ("bench", "sends at a steady rate and says what became of it"),
            ],
            Examples = [.. children.Select(child => child.Examples[0])],
            Groups = [],
            Children = children,
        };
    }
}
