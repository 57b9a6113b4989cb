using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>
/// A message that the application wants sent, in the memory it came in: frames that are encoded already, then one, two or
/// any number of payloads. It is written once per peer, or once for all peers when it is long.
/// </summary>
internal readonly ref struct OutgoingMessage
{
    /// <summary>From this length on the encoded message is shared by the peers instead of copied for each: 16 KiB.</summary>
    public const int SharedFrom = 16 * 1024;

    private readonly ReadOnlySpan<byte> _encoded;
    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _second;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _frames;
    private readonly Shape _shape;

    private OutgoingMessage(
        Shape shape,
        ReadOnlySpan<byte> encoded,
        ReadOnlySpan<byte> first = default,
        ReadOnlySpan<byte> second = default,
        ReadOnlySpan<ReadOnlyMemory<byte>> frames = default)
    {
        _shape = shape;
        _encoded = encoded;
        _first = first;
        _second = second;
        _frames = frames;
        WireLength = Measure();
    }

    private enum Shape
    {
        Encoded,
        One,
        Two,
        Many,
    }

    /// <summary>Bytes on the wire, headers included.</summary>
    public int WireLength { get; }

    /// <summary>Whether it is encoded once for all.</summary>
    public bool IsLong => WireLength >= SharedFrom;

    /// <summary>The first frame's payload: what subscriptions and conflation look at.</summary>
    public ReadOnlySpan<byte> Topic => _encoded.IsEmpty
        ? _shape switch
        {
            Shape.One or Shape.Two => _first,
            Shape.Many => _frames[0].Span,
            _ => default,
        }
        : FirstFrameOf(_encoded);

    /// <summary>One frame, behind those that are encoded already and say that more follow.</summary>
    public static OutgoingMessage Of(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> envelope = default) =>
        new(Shape.One, envelope, payload);

    /// <summary>Two frames.</summary>
    public static OutgoingMessage Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> envelope) =>
        new(Shape.Two, envelope, first, second);

    /// <summary>Any number of frames, at least one.</summary>
    public static OutgoingMessage Of(ReadOnlySpan<ReadOnlyMemory<byte>> frames, ReadOnlySpan<byte> envelope = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Length, nameof(frames));
        return new(Shape.Many, envelope, frames: frames);
    }

    /// <summary>A message that is encoded whole.</summary>
    public static OutgoingMessage Encoded(ReadOnlySpan<byte> message) => new(Shape.Encoded, message);

    /// <summary>The payload of an encoded message's first frame.</summary>
    public static ReadOnlySpan<byte> FirstFrameOf(ReadOnlySpan<byte> message)
    {
        var header = FrameHeader.Read(message);
        return message.Slice(header.Size, header.BodyLength);
    }

    /// <summary>Writes all frames.</summary>
    public void WriteTo(Span<byte> destination)
    {
        _encoded.CopyTo(destination);
        destination = destination[_encoded.Length..];
        switch (_shape)
        {
            case Shape.One:
                Write(ref destination, _first, FrameFlags.None);
                break;
            case Shape.Two:
                Write(ref destination, _first, FrameFlags.More);
                Write(ref destination, _second, FrameFlags.None);
                break;
            case Shape.Many:
                for (int i = 0; i < _frames.Length; i++)
                {
                    Write(ref destination, _frames[i].Span, i < _frames.Length - 1 ? FrameFlags.More : FrameFlags.None);
                }

                break;
        }
    }

    /// <summary>The encoded message in pooled memory, which the caller lets go of.</summary>
    public PooledBuffer Encode(BufferPool pool)
    {
        PooledBuffer buffer = pool.Rent(WireLength);
        WriteTo(buffer.Array);
        return buffer;
    }

    private static int Measure(ReadOnlySpan<byte> payload) => checked(FrameHeader.SizeFor(payload.Length) + payload.Length);

    private static void Write(ref Span<byte> destination, ReadOnlySpan<byte> payload, FrameFlags flags)
    {
        int size = FrameHeader.Write(destination, flags, payload.Length);
        payload.CopyTo(destination[size..]);
        destination = destination[(size + payload.Length)..];
    }

    private int Measure()
    {
        int length = _encoded.Length;
        switch (_shape)
        {
            case Shape.One:
                return checked(length + Measure(_first));
            case Shape.Two:
                return checked(length + Measure(_first) + Measure(_second));
            case Shape.Many:
                foreach (ReadOnlyMemory<byte> frame in _frames)
                {
                    length = checked(length + Measure(frame.Span));
                }

                return length;
            default:
                return length;
        }
    }
}
