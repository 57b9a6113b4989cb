using Sockets.Transport.Buffers;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>The frames of one message that has arrived in part, with the headers this side would write.</summary>
internal sealed class MessageAssembler(BufferPool pool, int maxLength) : IDisposable
{
    private const int FirstLength = 512;

    private PooledBuffer? _buffer;
    private int _length;

    public bool IsEmpty => _length == 0;

    /// <summary>What was gathered. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Message => _buffer is null ? default : _buffer.Array.AsSpan(0, _length);

    /// <summary>Adds a frame.</summary>
    /// <exception cref="ProtocolViolationException">The message gets too long.</exception>
    public void Add(FrameHeader header, ReadOnlySpan<byte> body)
    {
        int added = FrameHeader.SizeFor(body.Length) + body.Length;
        if (added > maxLength - _length)
        {
            throw new ProtocolViolationException(
                $"The peer's message has more than {maxLength} bytes in its frames, their headers included.", CloseReason.FrameTooLarge);
        }

        Span<byte> free = MakeRoom(added);
        int size = FrameHeader.Write(free, header.Flags & FrameFlags.More, body.Length);
        body.CopyTo(free[size..]);
        _length += added;
    }

    public void Clear()
    {
        _length = 0;
        _buffer?.Release();
        _buffer = null;
    }

    public void Dispose() => Clear();

    private Span<byte> MakeRoom(int added)
    {
        if (_buffer is null || _buffer.Array.Length - _length < added)
        {
            PooledBuffer longer = pool.Rent(Math.Max(Math.Max(FirstLength, _length + added), 2 * (_buffer?.Array.Length ?? 0)));
            Message.CopyTo(longer.Array);
            _buffer?.Release();
            _buffer = longer;
        }

        return _buffer.Array.AsSpan(_length);
    }
}
