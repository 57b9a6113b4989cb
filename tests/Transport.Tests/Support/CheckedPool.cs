using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// A pool of a test's own that finds misuse: it poisons what comes back, tells who writes to it afterwards, and fails the
/// test when something was not returned. Keep it in a field of the test class and dispose it in the class's Dispose,
/// after everything that uses it.
/// </summary>
internal sealed class CheckedPool : IDisposable
{
    /// <summary>The pool to hand to what is tested.</summary>
    public BufferPool Pool { get; } = new(BufferPool.Returned.Poisoned);

    /// <summary>How many blocks are lent out now.</summary>
    public long Outstanding => Pool.Outstanding;

    /// <summary>Lends a block.</summary>
    public PooledBuffer Rent(int length) => Pool.Rent(length);

    /// <summary>Fails when a block is still lent out.</summary>
    public void Dispose() => Assert.True(Outstanding == 0, $"{Outstanding} pooled buffers were not returned.");
}
