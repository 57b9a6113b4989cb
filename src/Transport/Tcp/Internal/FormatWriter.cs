using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>Writes one frame of a foreign format per message.</summary>
internal sealed class FormatWriter : IFrameWriter
{
    private readonly FrameFormat _format;

    public FormatWriter(FrameFormat format) => _format = format;

    /// <summary>The format judges each payload itself when it encodes it.</summary>
    public int MaxMessageLength => _format.MaxFrameLength;

    public int GetWireLength(int messageLength) => _format.GetEncodedLength(messageLength);

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
