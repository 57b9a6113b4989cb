namespace Sockets.Tools.Perf.Reporting;

/// <summary>Where a run is reported. Calls do not overlap; intervals come on a thread of their own.</summary>
internal interface IPerfOutput : IDisposable
{
    /// <summary>What could not be written; null when all was.</summary>
    ToolException? Failure => null;

    /// <summary>It begins.</summary>
    void Start(PerfSetup setup);

    /// <summary>Something that deserves attention.</summary>
    void Notice(string text)
    {
    }

    /// <summary>A test is under way.</summary>
    void Interval(PerfInterval interval);

    /// <summary>A test is over.</summary>
    void TestDone(int test, TestResult result);

    /// <summary>All is over.</summary>
    void End(PerfEnd end);
}
