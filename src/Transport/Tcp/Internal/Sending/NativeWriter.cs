using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>Writes messages as TRN1 data frames; one that is longer than a frame goes out in fragments.</summary>
internal sealed class NativeWriter : IFrameWriter
{
    public NativeWriter(int maxFrame, int maxMessage)
    {
        DataFrameLength = maxFrame;
        MaxMessageLength = maxMessage;
    }

    public int MaxMessageLength { get; }

    public int DataFrameLength { get; }

    public bool TryMeasure(int messageLength, out int wireLength)
    {
        wireLength = (int)SessionOptions.WireLength(messageLength, DataFrameLength);
        return messageLength <= MaxMessageLength;
    }

    public void Write(ReadOnlySpan<byte> message, Outbox outbox) => Write(message, flags: 0, outbox);

    public void WriteCompressed(ReadOnlySpan<byte> packed, Outbox outbox) => Write(packed, Trn1Header.Compressed, outbox);

    public void Write(MessageHead head, ReadOnlySpan<byte> payload, Outbox outbox)
    {
        for (int lead = MessageHead.Size; ; lead = 0)
        {
            int taken = Math.Min(payload.Length, DataFrameLength - lead);
            bool more = taken < payload.Length;
            Span<byte> frame = outbox.Reserve(Trn1Header.Size + lead + taken);
            new Trn1Header((uint)(lead + taken), head.Type, more ? Trn1Header.More : (byte)0, Channel: 0).Write(frame);
            if (lead > 0)
            {
                head.Write(frame[Trn1Header.Size..]);
            }

            payload[..taken].CopyTo(frame[(Trn1Header.Size + lead)..]);
            outbox.Commit(Trn1Header.Size + lead + taken);
            if (!more)
            {
                outbox.EndMessage();
                return;
            }

            payload = payload[taken..];
        }
    }

    private void Write(ReadOnlySpan<byte> payload, byte flags, Outbox outbox)
    {
        while (payload.Length > DataFrameLength)
        {
            WriteFrame(payload[..DataFrameLength], (byte)(flags | Trn1Header.More), outbox);
            payload = payload[DataFrameLength..];
        }

        WriteFrame(payload, flags, outbox);
        outbox.EndMessage();
    }

    private static void WriteFrame(ReadOnlySpan<byte> payload, byte flags, Outbox outbox)
    {
        int length = Trn1Header.Size + payload.Length;
        Span<byte> frame = outbox.Reserve(length);
        new Trn1Header((uint)payload.Length, Trn1FrameType.Data, flags, Channel: 0).Write(frame);
        payload.CopyTo(frame[Trn1Header.Size..]);
        outbox.Commit(length);
    }
}
