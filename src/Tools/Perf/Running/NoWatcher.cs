using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Running;

/// <summary>Nobody looks.</summary>
internal sealed class NoWatcher : ITestWatcher
{
    public void Begin(TestPlan plan, TestEnd near, FarSide far)
    {
    }

    public void End()
    {
    }
}
