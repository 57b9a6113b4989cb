namespace Sockets.Transport.Tests.Framing;

/// <summary>
/// Tests that count allocated bytes run when no other test does: a garbage collection that another thread causes takes
/// away the rest of this thread's allocation block, and the runtime counts that rest (up to 8 KiB) as allocated.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";

    /// <summary>The bytes this thread has allocated, once no collection begun by earlier tests runs in the background.</summary>
    public static long AllocatedBytes()
    {
        GC.Collect();
        return GC.GetAllocatedBytesForCurrentThread();
    }
}
