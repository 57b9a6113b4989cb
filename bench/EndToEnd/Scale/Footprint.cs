using System.Diagnostics;

namespace Sockets.EndToEnd.Scale;

/// <summary>What this process takes at one moment, garbage aside.</summary>
/// <param name="ManagedBytes">Live objects, pooled blocks among them.</param>
/// <param name="ResidentBytes">Memory of the process, code and all.</param>
/// <param name="Threads">Threads of the process.</param>
internal readonly record struct Footprint(long ManagedBytes, long ResidentBytes, int Threads)
{
    public static Footprint Take()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using Process self = Process.GetCurrentProcess();
        return new Footprint(managed, self.WorkingSet64, self.Threads.Count);
    }
}
