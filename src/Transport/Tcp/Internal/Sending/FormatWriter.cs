using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>Writes one frame of a foreign format per message; a raw stream has no frames and takes any length in pieces.</summary>
internal sealed class FormatWriter : IFrameWriter
{
    private readonly FrameFormat _format;
    private readonly bool _raw;

    public FormatWriter(FrameFormat format)
    {
        _format = format;
        _raw = format is RawFormat;
    }

    public int MaxMessageLength => _raw ? Array.MaxLength : _format.MaxFrameLength;

    public int DataFrameLength => 0;

    public bool TryMeasure(int messageLength, out int wireLength)
    {
        bool fits = _raw || _format.Admits(messageLength);
        wireLength = fits ? _format.GetEncodedLength(messageLength) : int.MaxValue;
        return fits;
    }

    public void Write(ReadOnlySpan<byte> message, Outbox outbox)
    {
        while (_raw && message.Length > Outbox.BatchLength)
        {
            WritePiece(message[..Outbox.BatchLength], outbox);
            message = message[Outbox.BatchLength..];
        }

        WritePiece(message, outbox);
        outbox.EndMessage();
    }

    private void WritePiece(ReadOnlySpan<byte> message, Outbox outbox)
    {
        Span<byte> room = outbox.Reserve(_format.GetEncodedLength(message.Length));
        int written = _format.TryEncode(message, room, out string? error);
        if (written < 0)
        {
            throw new ArgumentException(error, nameof(message));
        }

        outbox.Commit(written);
    }
}
