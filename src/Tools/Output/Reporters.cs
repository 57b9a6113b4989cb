namespace Sockets.Tools.Output;

/// <summary>Chooses how a run is reported.</summary>
internal static class Reporters
{
    public static IReporter Create(Terminal terminal, ReportSettings settings, string verb, TimeProvider time) => settings.Mode == ReportMode.Text
        ? new TextReporter(terminal, settings, time)
        : new JsonReporter(terminal, settings, verb, time);
}
