using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>The options that say how a run is reported.</summary>
internal sealed class StatsdReportOptions
{
    public Option<string> Json { get; } = new("--json")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Report as one JSON document on standard output.",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing but errors." };

    public OptionGroup Group => new("Report", [Json, Quiet]);

    public void AddTo(Command command)
    {
        command.Add(Json);
        command.Add(Quiet);
    }

    public ReportSettings Read(OptionValues values) => new()
    {
        Mode = values.ReadWord(Json, [JsonOption.Document]) is null ? ReportMode.Text : ReportMode.JsonDocument,
        Verbosity = values.Has(Quiet) ? Verbosity.Quiet : Verbosity.Normal,
    };
}
