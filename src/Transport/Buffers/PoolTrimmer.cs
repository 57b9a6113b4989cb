using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Sockets.Transport.Buffers;

/// <summary>
/// Trims a pool once for each full garbage collection: what a burst needed does not stay for life. Nobody holds the
/// trimmer; the collector finds it unreachable each time, and it asks to be found again until the pool itself is gone.
/// </summary>
internal sealed class PoolTrimmer
{
    // A weak reference of its own could be finalized before this is.
    private GCHandle _pool;

    private PoolTrimmer(BufferPool pool) => _pool = GCHandle.Alloc(pool, GCHandleType.Weak);

    [SuppressMessage("Usage", "MA0055:Do not use finalizer", Justification = "It is how a program hears of a full collection.")]
    ~PoolTrimmer()
    {
        if (_pool.Target is not BufferPool pool)
        {
            _pool.Free();
            return;
        }

        // Soon in the oldest generation, which only a full collection looks through.
        if (GC.GetGeneration(this) == GC.MaxGeneration)
        {
            pool.Trim();
        }

        GC.ReRegisterForFinalize(this);
    }

    /// <summary>Has a pool trimmed from now on.</summary>
    /// <returns>The pool.</returns>
    public static BufferPool Watch(BufferPool pool)
    {
        _ = new PoolTrimmer(pool);
        return pool;
    }
}
