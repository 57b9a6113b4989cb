using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Commands.Perf;

/// <summary><c>--report</c>: the file that gets a page of the run.</summary>
internal static class PageOption
{
    public const string Name = PageFile.Option;

    public static Option<string> Create() => new(Name) { HelpName = "file", Description = "Writes a page with pictures, too, that needs nothing else." };

    /// <summary>The file; null when nobody asked for a page.</summary>
    public static string? Read(OptionValues values, Option<string> option) => values.ReadText(option) is not "-" and var path
        ? path
        : throw ToolException.Usage($"{Name} names a file: standard output is for the figures", $"{Name} run.html, say");
}
