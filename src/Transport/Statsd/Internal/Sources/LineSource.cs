using System.Buffers.Binary;
using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// Lines that were written where they were called for: single metrics, events, checks. They wait in a block, each behind
/// its length; what no longer fits is dropped.
/// </summary>
/// <param name="capacity">The block's length in bytes.</param>
/// <param name="onHalfFull">Called once each time the block is half full, without a lock held: they should leave soon.</param>
internal sealed class LineSource(int capacity, Action onHalfFull) : Source
{
    private const int LengthBytes = 2;

    private readonly Lock _gate = new();
    private byte[] _open = [];
    private byte[] _closed = [];
    private int _openUsed;
    private int _closedUsed;
    private int _sent;
    private long _calls;

    protected override long Accepted => Volatile.Read(ref _calls);

    /// <summary>Adds a line, or lines that belong together.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        bool isHalfFull;
        lock (_gate)
        {
            int needed = LengthBytes + line.Length;
            if (_openUsed + needed > capacity)
            {
                Miss(Drop.Overflow);
                return;
            }

            if (_openUsed + needed > _open.Length)
            {
                Array.Resize(ref _open, Math.Min(capacity, Math.Max(4096, (_openUsed + needed) * 2)));
            }

            BinaryPrimitives.WriteUInt16LittleEndian(_open.AsSpan(_openUsed), (ushort)line.Length);
            line.CopyTo(_open.AsSpan(_openUsed + LengthBytes));
            isHalfFull = _openUsed <= capacity / 2 && _openUsed + needed > capacity / 2;
            _openUsed += needed;
            Volatile.Write(ref _calls, _calls + 1);
        }

        if (isHalfFull)
        {
            onHalfFull();
        }
    }

    protected override bool CollectValues(Packer packer)
    {
        if (_sent == _closedUsed)
        {
            lock (_gate)
            {
                (_open, _closed) = (_closed, _open);
                (_openUsed, _closedUsed) = (0, _openUsed);
            }

            _sent = 0;
        }

        while (_sent < _closedUsed)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_closed.AsSpan(_sent));
            ReadOnlyMemory<byte> line = _closed.AsMemory(_sent + LengthBytes, length);
            if (!packer.TryAdd(static (ref StatsdWriter writer, ReadOnlyMemory<byte> line) => writer.TryRaw(line.Span), line, weight: 1))
            {
                return false;
            }

            _sent += LengthBytes + length;
            Taken++;
        }

        return true;
    }
}
