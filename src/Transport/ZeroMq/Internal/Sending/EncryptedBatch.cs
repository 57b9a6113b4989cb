using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Wire;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>
/// The frames that are being sent, encrypted, in memory of their own, because other peers may share the plain ones. Touched
/// only by who sends, so that frames are sealed in the order in which they leave.
/// </summary>
internal sealed class EncryptedBatch(CurveTraffic traffic, BufferPool pool)
{
    private PooledBuffer? _buffer;
    private int _sent;
    private int _written;
    private int _plain;

    /// <summary>What of a piece goes to the kernel next: the rest of what is encrypted, or else its next frames.</summary>
    /// <param name="piece">Whole frames, of which nothing was sent yet.</param>
    public ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> piece)
    {
        if (_sent == _written)
        {
            Fill(piece);
        }

        return _buffer!.Array.AsMemory(_sent, _written - _sent);
    }

    /// <summary>The kernel took so many bytes.</summary>
    /// <returns>How many bytes of the piece are done with.</returns>
    public int OnSent(int bytes)
    {
        _sent += bytes;
        return _sent == _written ? _plain : 0;
    }

    /// <summary>Gives the memory back, whatever it holds.</summary>
    public void Clear()
    {
        _sent = _written = _plain = 0;
        _buffer?.Release();
        _buffer = null;
    }

    /// <summary>Encrypts as many frames as make a batch, and at least one.</summary>
    private void Fill(ReadOnlySpan<byte> piece)
    {
        int length = 0;
        for (_plain = 0; _plain < piece.Length;)
        {
            var header = FrameHeader.Read(piece[_plain..]);
            int added = CurveTraffic.SealedLength(header);
            if (length > 0 && length + added > PeerQueue.BatchLength)
            {
                break;
            }

            length += added;
            _plain += header.TotalLength;
        }

        Rent(length);
        for (int at = 0; at < _plain;)
        {
            var header = FrameHeader.Read(piece[at..]);
            _written += traffic.Seal(header, piece.Slice(at + header.Size, header.BodyLength), _buffer!.Array.AsSpan(_written));
            at += header.TotalLength;
        }
    }

    private void Rent(int length)
    {
        _sent = _written = 0;
        if (_buffer is null || _buffer.Array.Length < length || _buffer.Array.Length > Math.Max(length, PeerQueue.BatchLength))
        {
            _buffer?.Release();
            _buffer = pool.Rent(length);
        }
    }
}
