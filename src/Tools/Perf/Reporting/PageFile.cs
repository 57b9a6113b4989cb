using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>The page of a run, as <c>perf report</c> makes it. It is opened before the run, has its name when it is whole, and is gone otherwise.</summary>
internal sealed class PageFile : IDisposable
{
    /// <summary>The option that asks for one.</summary>
    public const string Option = "--report";

    private readonly FileTarget _target;

    private PageFile(FileTarget target) => _target = target;

    /// <exception cref="ToolException">It cannot be written to: better now than after an hour.</exception>
    public static PageFile Open(string path) => new(FileTarget.Create(path, Option));

    /// <summary>Writes it.</summary>
    /// <param name="report">All of the run.</param>
    /// <param name="verb">What made it.</param>
    /// <exception cref="ToolException">The system does not take it.</exception>
    public void Write(PerfObject report, string verb)
    {
        _target.Write(Encoding.UTF8.GetBytes(RunPage.Create(RunFile.Parse(PerfJson.Line(report), verb))));
        _target.Complete();
    }

    public void Dispose() => _target.Dispose();
}
