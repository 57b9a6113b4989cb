using Sockets.Transport.Buffers;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Broadcasting;

/// <summary>
/// The forms in which one broadcast goes out: as it is, and compressed for those who have agreed on it. Each is made once,
/// for the first who needs it, and shared by the others; only one who takes frames of another length has it framed anew.
/// </summary>
internal struct SharedForms
{
    private readonly BufferPool _pool;
    private QueuedMessage _packed;
    private byte _algorithm;
    private SharedMessage _plain;
    private SharedMessage _compressed;

    public SharedForms(BufferPool pool) => _pool = pool;

    /// <summary>
    /// Compresses the message with the algorithm of the first who has one, if it is worth it. It is somebody else's code and
    /// takes its time, so no lock is held.
    /// </summary>
    public void Compress(ReadOnlySpan<byte> message, SubscriberLine[] members)
    {
        foreach (SubscriberLine line in members)
        {
            if (line.Lane.CompressionOf(message.Length) is { } compression)
            {
                _algorithm = compression.Algorithm;
                compression.TryPack(message, out _packed);
                return;
            }
        }
    }

    /// <summary>The form for one subscriber, which takes messages of this length. It is held until <see cref="Release"/>.</summary>
    public SharedMessage For(SendLane lane, ReadOnlySpan<byte> message)
    {
        if (_packed.IsCompressed && lane.CompressionOf(message.Length)?.Algorithm == _algorithm)
        {
            return Framed(ref _compressed, _packed.Span, message.Length, lane.FrameLength);
        }

        return Framed(ref _plain, message, message.Length, lane.FrameLength);
    }

    public void Release()
    {
        _packed.Buffer?.Release();
        _plain.Buffer?.Release();
        _compressed.Buffer?.Release();
        this = new SharedForms(_pool);
    }

    private readonly SharedMessage Framed(ref SharedMessage form, ReadOnlySpan<byte> payload, int rawLength, int frameLength)
    {
        if (form.Buffer is null || !form.Suits(frameLength))
        {
            form.Buffer?.Release();
            form = SharedMessage.Of(payload, rawLength, frameLength, _pool);
        }

        return form;
    }
}
