namespace Sockets.Tools.Perf.Reporting;

/// <summary>A page of the run, made when all is over.</summary>
internal sealed class PageOutput(PageFile file, string verb) : IPerfOutput
{
    public ToolException? Failure { get; private set; }

    public void Start(PerfSetup setup)
    {
    }

    public void Interval(PerfInterval interval)
    {
    }

    public void TestDone(int test, TestResult result)
    {
    }

    public void End(PerfEnd end)
    {
        try
        {
            file.Write(end, verb);
        }
        catch (ToolException e)
        {
            Failure = e;
        }
    }

    public void Dispose() => file.Dispose();
}
