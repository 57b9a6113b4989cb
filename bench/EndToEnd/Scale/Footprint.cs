using System.Diagnostics;

namespace Sockets.EndToEnd.Scale;

/// <summary>What this process takes at one moment, garbage and what pools need not keep aside.</summary>
/// <param name="ManagedBytes">Live objects, pooled blocks in use among them.</param>
/// <param name="ResidentBytes">Memory of the process, code and all.</param>
/// <param name="Threads">Threads of the process.</param>
internal readonly record struct Footprint(long ManagedBytes, long ResidentBytes, int Threads)
{
    // A pool needs two to see that a block is not needed, and may be too young for the first.
    private const int Collections = 4;

    public static Footprint Take()
    {
        for (int i = 0; i < Collections; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using Process self = Process.GetCurrentProcess();
        return new Footprint(managed, self.WorkingSet64, self.Threads.Count);
    }
}
