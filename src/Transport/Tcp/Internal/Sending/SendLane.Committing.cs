namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>Messages that go onto the wire. The outbox's gate is held.</content>
internal sealed partial class SendLane
{
    private SendStatus CommitOrThrow(ReadOnlySpan<byte> message, int length)
    {
        try
        {
            Commit(message, length);
            return SendStatus.Sent;
        }
        catch (ArgumentException)
        {
            // It cannot be framed: the caller's mistake, counted like any message that stays with the caller.
            _refused++;
            throw;
        }
    }

    private void Commit(ReadOnlySpan<byte> message, int length)
    {
        _writer!.Write(message, OutboxFor(length));
        NoteCommitted(message.Length, length);
    }

    /// <summary>Commits a message in memory of its own, and gives that back.</summary>
    private void Commit(QueuedMessage message, int length)
    {
        if (message.IsCompressed)
        {
            _writer!.WriteCompressed(message.Span, OutboxFor((int)SessionOptions.WireLength(message.Length, _writer.DataFrameLength)));
            NoteCompressed(message.RawLength, message.Length);
        }
        else
        {
            _writer!.Write(message.Span, OutboxFor(length));
        }

        NoteCommitted(message.RawLength, length);
        message.Buffer.Release();
    }

    private void NoteCompressed(int rawLength, int length)
    {
        _compressed++;
        _bytesBefore += rawLength;
        _bytesAfter += length;
    }

    private void NoteCommitted(int messageLength, int length)
    {
        _credit?.TryTake(length);
        Volatile.Write(ref _committed, _committed + 1);
        _committedBytes += messageLength;
        _replay?.Stamp(_outbox, Sequence, _credit!.Taken.Bytes);
        NoteFlow();
    }
}
