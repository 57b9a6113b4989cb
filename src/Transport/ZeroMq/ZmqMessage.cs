using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// A received message of one or more frames: pooled memory that belongs to whoever holds it. Dispose it once when done.
/// Copies of this struct are the same message: disposing a second copy does nothing, and reading one after disposal throws.
/// </summary>
public readonly struct ZmqMessage : IDisposable, IEquatable<ZmqMessage>
{
    private readonly Message _frames;

    /// <summary>Takes over a message that holds encoded frames.</summary>
    internal ZmqMessage(Message frames, long peerId)
    {
        _frames = frames;
        PeerId = peerId;
    }

    /// <summary>Which connection it came by: <see cref="ZmqPeerStats.Id"/>. Unique in its socket, never used again.</summary>
    public long PeerId { get; }

    /// <summary>How many frames there are; at least one in a received message.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public int FrameCount
    {
        get
        {
            int count = 0;
            foreach (ReadOnlySpan<byte> _ in this)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The first frame; of a published message, its topic, or the whole of it when it has no other frame.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlySpan<byte> First => this[0];

    /// <summary>The frames as they go over the wire.</summary>
    internal ReadOnlySpan<byte> Encoded => _frames.Span;

    /// <summary>The frames as they go over the wire. Valid until the message is disposed.</summary>
    internal ReadOnlyMemory<byte> EncodedMemory => _frames.Memory;

    /// <summary>A frame. Valid until the message is disposed. Frames are found from the first on: use <c>foreach</c> for many.</summary>
    /// <param name="frame">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many frames.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed before.</exception>
    public ReadOnlySpan<byte> this[int frame]
    {
        get
        {
            foreach (ReadOnlySpan<byte> payload in this)
            {
                if (frame-- == 0)
                {
                    return payload;
                }
            }

            throw new ArgumentOutOfRangeException(nameof(frame), "The message does not have so many frames.");
        }
    }

    /// <summary>Whether two handles mean the same message.</summary>
    public static bool operator ==(ZmqMessage left, ZmqMessage right) => left.Equals(right);

    /// <summary>Whether two handles mean different messages.</summary>
    public static bool operator !=(ZmqMessage left, ZmqMessage right) => !left.Equals(right);

    /// <summary>The frames in order.</summary>
    public FrameEnumerator GetEnumerator() => new(_frames.Span);

    /// <summary>Returns the memory. Further calls, of this or any copy, from any thread, do nothing.</summary>
    public void Dispose() => _frames.Dispose();

    /// <inheritdoc/>
    public bool Equals(ZmqMessage other) => _frames.Equals(other._frames);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ZmqMessage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _frames.GetHashCode();

    /// <summary>Walks over the frames of a message. Valid until the message is disposed.</summary>
    public ref struct FrameEnumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal FrameEnumerator(ReadOnlySpan<byte> encoded) => _rest = encoded;

        /// <summary>The frame that was reached.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Goes on to the next frame; false behind the last one.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            var header = FrameHeader.Read(_rest);
            Current = _rest.Slice(header.Size, header.BodyLength);
            _rest = _rest[header.TotalLength..];
            return true;
        }
    }
}
