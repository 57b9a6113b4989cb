using System.Diagnostics;
using Sockets.Transport.Buffers;

namespace Sockets.Transport;

/// <summary>
/// A received message: pooled memory that belongs to whoever holds it. Dispose it once when done; that returns the
/// memory, and with flow control the credit that lets the sender send more. Copies of this struct are the same message:
/// disposing a second copy does nothing, and reading one after disposal throws.
/// </summary>
public readonly struct Message : IDisposable, IEquatable<Message>
{
    private readonly PooledBuffer? _buffer;
    private readonly uint _version;
    private readonly uint _mark;
    private readonly int _offset;

    /// <summary>Takes over the renter's hold of a block. There may be one message per lending.</summary>
    internal Message(PooledBuffer buffer, int length, ulong sequence, int offset = 0)
    {
        Debug.Assert((uint)(offset + length) <= (uint)buffer.Array.Length, "A message lies within its block.");
        _buffer = buffer;
        _version = buffer.Version;
        _mark = PooledBuffer.Whole;
        _offset = offset;
        Length = length;
        Sequence = sequence;
    }

    /// <summary>One of several messages in a shared block, which keeps a place for each.</summary>
    internal Message(PooledBuffer shared, int place, int offset, int length, ulong sequence)
    {
        Debug.Assert((uint)(offset + length) <= (uint)shared.Array.Length, "A message lies within its block.");
        _buffer = shared;
        _version = shared.Version;
        _mark = PooledBuffer.MarkOf(place);
        _offset = offset;
        Length = length;
        Sequence = sequence;
    }

    /// <summary>The payload's length in bytes.</summary>
    public int Length { get; }

    /// <summary>The message's number on its connection, from 1; 0 where the protocol does not count.</summary>
    public ulong Sequence { get; }

    /// <summary>The payload. Valid until the message is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlySpan<byte> Span => Held().AsSpan(_offset, Length);

    /// <summary>The payload. Valid until the message is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlyMemory<byte> Memory => Held().AsMemory(_offset, Length);

    /// <summary>Whether two handles mean the same message.</summary>
    public static bool operator ==(Message left, Message right) => left.Equals(right);

    /// <summary>Whether two handles mean different messages.</summary>
    public static bool operator !=(Message left, Message right) => !left.Equals(right);

    /// <summary>Returns the memory. Further calls, of this or any copy, from any thread, do nothing.</summary>
    public void Dispose()
    {
        if (_mark == PooledBuffer.Whole)
        {
            _buffer!.ReleaseMessage(_version);
        }
        else
        {
            _buffer?.ReleasePart(_version, _mark, Length);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Message other) => ReferenceEquals(_buffer, other._buffer) && _version == other._version && _mark == other._mark;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Message other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_buffer, _version, _mark);

    private byte[] Held()
    {
        if (_buffer is null)
        {
            return [];
        }

        ObjectDisposedException.ThrowIf(!_buffer.IsOpen(_version, _mark), typeof(Message));
        return _buffer.Array;
    }
}
