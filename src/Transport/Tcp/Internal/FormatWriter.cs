using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>Writes one frame of a foreign format per message.</summary>
internal sealed class FormatWriter : IFrameWriter
{
    private readonly FrameFormat _format;

    public FormatWriter(FrameFormat format) => _format = format;

    public int MaxMessageLength => _format.MaxFrameLength;

    public bool TryMeasure(int messageLength, out int wireLength)
    {
        bool fits = _format.Admits(messageLength);
        wireLength = fits ? _format.GetEncodedLength(messageLength) : int.MaxValue;
        return fits;
    }

    public void Write(ReadOnlySpan<byte> message, Outbox outbox)
    {
        int length = _format.GetEncodedLength(message.Length);
        int written = _format.TryEncode(message, outbox.Reserve(length), out string? error);
        if (written < 0)
        {
            throw new ArgumentException(error, nameof(message));
        }

        outbox.Commit(written);
        outbox.EndMessage();
    }
}
