using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Running;

/// <summary>Looks on while a test runs, from a thread of its own.</summary>
internal interface ITestWatcher
{
    /// <summary>The test has begun.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="near">The client's side; asked for its counts now and then.</param>
    /// <param name="far">What the server said last; null before it has said anything.</param>
    void Begin(TestPlan plan, TestEnd near, Func<EndCounts?> far);

    /// <summary>The test is over, and what was on its way has come.</summary>
    void End();
}
