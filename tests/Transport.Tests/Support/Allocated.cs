namespace Sockets.Transport.Tests.Support;

/// <summary>What a piece of code allocates on the thread that runs it.</summary>
internal static class Allocated
{
    /// <summary>
    /// Runs the code twice and gives what the second run allocated, in bytes: the first one compiles it and lets what
    /// it uses grow to its steady size.
    /// </summary>
    public static long BytesBy(Action code)
    {
        code();
        long before = GC.GetAllocatedBytesForCurrentThread();
        code();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
