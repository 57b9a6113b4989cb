using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Running;

/// <summary>Looks on while a test runs, from a thread of its own.</summary>
internal interface ITestWatcher
{
    /// <summary>The test has begun.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="near">The client's side; asked for its counts now and then.</param>
    /// <param name="far">What the server says of its own.</param>
    void Begin(TestPlan plan, TestEnd near, FarSide far);

    /// <summary>The test is over, and what was on its way has come.</summary>
    void End();
}
