using System.CommandLine;

namespace Sockets.Tools.Commands;

/// <summary>What one types to reach a command: <c>sockets perf all</c>.</summary>
internal static class CommandPath
{
    public const string Root = "sockets";

    public static string Of(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
            ? Root
            : $"{Of(parent)} {command.Name}";
}
