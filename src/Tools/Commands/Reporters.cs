using Sockets.Tools.Commands.Hosting;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands;

/// <summary>Chooses how a run is reported.</summary>
internal static class Reporters
{
    public static IReporter Create(ToolContext context, ReportSettings settings, string verb) => settings.Mode == ReportMode.Text
        ? new TextReporter(context.Terminal, settings, context.Time)
        : new JsonReporter(context.Terminal, settings, verb, context.Time);
}
