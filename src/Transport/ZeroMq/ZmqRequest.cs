using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// A received request: its frames, and the way back. It is pooled memory that belongs to whoever holds it: answer it, then
/// dispose it. Requests may be answered in any order and from any thread.
/// </summary>
public readonly struct ZmqRequest : IDisposable, IEquatable<ZmqRequest>
{
    private readonly Message _message;
    private readonly Peer? _peer;
    private readonly int _envelope;

    internal ZmqRequest(Message message, Peer peer)
    {
        _message = message;
        _peer = peer;
        _envelope = Replying.EnvelopeLength(message.Span);
    }

    /// <summary>The first frame, which as a rule is the only one. Valid until the request is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The request was disposed before.</exception>
    public ReadOnlySpan<byte> First
    {
        get
        {
            ZmqMessage.FrameEnumerator frames = GetEnumerator();
            frames.MoveNext();
            return frames.Current;
        }
    }

    /// <summary>Whether two handles mean the same request.</summary>
    public static bool operator ==(ZmqRequest left, ZmqRequest right) => left.Equals(right);

    /// <summary>Whether two handles mean different requests.</summary>
    public static bool operator !=(ZmqRequest left, ZmqRequest right) => !left.Equals(right);

    /// <summary>The frames in order, without what leads the answer back.</summary>
    public ZmqMessage.FrameEnumerator GetEnumerator() => new(_message.Span[_envelope..]);

    /// <summary>Answers with one frame. Never blocks.</summary>
    /// <param name="answer">Borrowed for the call.</param>
    /// <returns>
    /// <see cref="SendStatus.Sent"/>, <see cref="SendStatus.BackPressured"/> when as much as may waits for the peer already,
    /// <see cref="SendStatus.TooLarge"/>, or <see cref="SendStatus.NotConnected"/> when it is gone.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The request was disposed before.</exception>
    public SendStatus TryReply(ReadOnlySpan<byte> answer) => TryReply(OutgoingMessage.Of(answer, _message.Span[.._envelope]));

    /// <summary>Answers with any number of frames. Never blocks.</summary>
    /// <param name="frames">At least one; borrowed for the call.</param>
    /// <returns>As <see cref="TryReply(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="ObjectDisposedException">The request was disposed before.</exception>
    public SendStatus TryReplyFrames(ReadOnlySpan<ReadOnlyMemory<byte>> frames) =>
        TryReply(OutgoingMessage.Of(frames, _message.Span[.._envelope]));

    /// <summary>Returns the memory. Further calls, of this or any copy, from any thread, do nothing.</summary>
    public void Dispose() => _message.Dispose();

    /// <inheritdoc/>
    public bool Equals(ZmqRequest other) => _message.Equals(other._message);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ZmqRequest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _message.GetHashCode();

    private SendStatus TryReply(scoped in OutgoingMessage answer)
    {
        if (_peer is null || answer.WireLength > _peer.MaxMessageLength)
        {
            return _peer is null ? SendStatus.NotConnected : SendStatus.TooLarge;
        }

        return _peer.Queue.TryAdd(answer) switch
        {
            QueueResult.Queued => SendStatus.Sent,
            QueueResult.Full => SendStatus.BackPressured,
            _ => SendStatus.NotConnected,
        };
    }
}
