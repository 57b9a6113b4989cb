namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>The frames of a message that may have to wait: one, two, or any number.</summary>
internal readonly struct MessageParts
{
    private const int Whole = -1;

    private readonly ReadOnlyMemory<byte> _first;
    private readonly ReadOnlyMemory<byte> _second;
    private readonly ReadOnlyMemory<ReadOnlyMemory<byte>> _frames;
    private readonly ReadOnlyMemory<byte> _envelope;
    private readonly int _count;

    public MessageParts(ReadOnlyMemory<byte> only, ReadOnlyMemory<byte> envelope = default)
    {
        _first = only;
        _envelope = envelope;
        _count = 1;
    }

    public MessageParts(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, ReadOnlyMemory<byte> envelope)
    {
        _first = first;
        _second = second;
        _envelope = envelope;
        _count = 2;
    }

    private MessageParts(ReadOnlyMemory<byte> first, int count)
    {
        _first = first;
        _count = count;
    }

    public MessageParts(ReadOnlyMemory<ReadOnlyMemory<byte>> frames, ReadOnlyMemory<byte> envelope = default)
    {
        _frames = frames;
        _envelope = envelope;
    }

    /// <summary>A message that is encoded whole.</summary>
    public static MessageParts Encoded(ReadOnlyMemory<byte> message) => new(message, Whole);

    public OutgoingMessage ToMessage() => _count switch
    {
        Whole => OutgoingMessage.Encoded(_first.Span),
        1 => OutgoingMessage.Of(_first.Span, _envelope.Span),
        2 => OutgoingMessage.Of(_first.Span, _second.Span, _envelope.Span),
        _ => OutgoingMessage.Of(_frames.Span, _envelope.Span),
    };
}
