namespace Sockets.Tools.Perf.Ends;

/// <summary>Reads what this process has used, before and after.</summary>
internal sealed class ProcessMeter
{
    private ProcessCost _before = new();
    private ProcessCost? _after;

    /// <summary>What was used since the start, until the stop or until now.</summary>
    public ProcessCost Cost
    {
        get
        {
            ProcessCost now = _after ?? Read();
            return new ProcessCost
            {
                UserNs = now.UserNs - _before.UserNs,
                SystemNs = now.SystemNs - _before.SystemNs,
                WallNs = now.WallNs - _before.WallNs,
                Collections = now.Collections - _before.Collections,
                AllocatedBytes = now.AllocatedBytes - _before.AllocatedBytes,
            };
        }
    }

    public void Start() => _before = Read();

    public void Stop() => _after = Read();

    private static ProcessCost Read()
    {
        bool isKnown = !OperatingSystem.IsBrowser() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS();
        Environment.ProcessCpuUsage used = isKnown ? Environment.CpuUsage : default;
        return new ProcessCost
        {
            UserNs = used.UserTime.Ticks * TimeSpan.NanosecondsPerTick,
            SystemNs = used.PrivilegedTime.Ticks * TimeSpan.NanosecondsPerTick,
            WallNs = MonotonicClock.Now,
            Collections = GC.CollectionCount(0),
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
        };
    }
}
