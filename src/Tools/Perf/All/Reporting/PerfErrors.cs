using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>What went wrong, on standard error.</summary>
internal static class PerfErrors
{
    public static void Write(StatusWriter status, PerfReport report)
    {
        if (report.Error is not { } error)
        {
            return;
        }

        status.WriteError(error.OneLine);
        if (error is { Code: ExitCode.Bug, InnerException: { } cause })
        {
            status.WriteLine(cause.ToString());
        }
    }
}
