using System.Buffers;

namespace Sockets.Tools.Output;

/// <summary>
/// Gathers small writes into large ones. Large payloads pass by it: copying them would cost more than the call saves.
/// </summary>
internal sealed class OutputBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes gathered before they are written.</summary>
    public const int Capacity = 1024 * 1024;

    // From here on a write of its own is cheaper than a copy.
    private const int PassBy = 32 * 1024;

    private readonly BlockTarget _target;
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int _used;

    /// <param name="target">Where the bytes go; owned from here on.</param>
    public OutputBuffer(BlockTarget target) => _target = target;

    public BlockTarget Target => _target;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= PassBy)
        {
            Flush();
            _target.Write(bytes);
            return;
        }

        if (bytes.Length > _bytes.Length - _used)
        {
            Flush();
        }

        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _used += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_used);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_used);
    }

    /// <summary>Hands on what has been gathered.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            int used = _used;
            _used = 0;
            _target.Write(_bytes.AsSpan(0, used));
        }
    }

    public void Dispose() => _target.Dispose();

    private void Ensure(int size)
    {
        if (size <= _bytes.Length - _used)
        {
            return;
        }

        Flush();
        if (size > _bytes.Length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        }
    }
}
