using Sockets.Transport.Buffers;

namespace Sockets.Transport.Links;

/// <summary>
/// Encrypted records on their way to the kernel, and how much plain text each of them stands for: what was encrypted
/// once cannot be encrypted again, so it counts as sent when the kernel has its record whole. Holds no memory while it
/// is empty. Guarded by the link's gate.
/// </summary>
internal sealed class TlsOutput
{
    /// <summary>Records of one batch.</summary>
    public const int MostRecords = 4;

    /// <summary>More than a record adds to its plain text: 22 bytes in TLS 1.3, 29 in 1.2 with an AEAD cipher, up to 325 with CBC.</summary>
    private const int RecordOverhead = 64;

    private readonly BufferPool _pool;
    private readonly int[] _recordEnds = new int[MostRecords];
    private readonly int[] _plainEnds = new int[MostRecords];
    private PooledBuffer? _buffer;
    private PooledBuffer? _outgrown;
    private int _length;
    private int _sent;
    private int _records;
    private int _told;
    private bool _inFlight;

    public TlsOutput(BufferPool pool) => _pool = pool;

    public bool IsEmpty => _sent == _length;

    public ReadOnlyMemory<byte> Unsent => _buffer is null ? default : _buffer.Array.AsMemory(_sent, _length - _sent);

    /// <summary>Makes room for the records of so much plain text.</summary>
    public void Expect(int plain) => MakeRoom(plain + (MostRecords * RecordOverhead));

    /// <summary>Takes what the TLS stack wrote.</summary>
    public void Add(ReadOnlySpan<byte> encrypted)
    {
        MakeRoom(encrypted.Length);
        encrypted.CopyTo(_buffer!.Array.AsSpan(_length));
        _length += encrypted.Length;
    }

    /// <summary>What was added last ends a record of so much plain text.</summary>
    public void EndRecord(int plain)
    {
        _recordEnds[_records] = _length;
        _plainEnds[_records] = plain + (_records == 0 ? 0 : _plainEnds[_records - 1]);
        _records++;
    }

    /// <summary>What is unsent, for a call that takes its time; it stays where it is until <see cref="EndFlight"/>.</summary>
    public ReadOnlyMemory<byte> BeginFlight()
    {
        _inFlight = true;
        return Unsent;
    }

    public void EndFlight(int bytes)
    {
        _inFlight = false;
        _outgrown?.Release();
        _outgrown = null;
        Moved(bytes);
    }

    /// <summary>The kernel took so many bytes.</summary>
    public void Moved(int bytes) => _sent += bytes;

    /// <summary>The plain text of the records that the kernel took whole since the last call.</summary>
    public int TakeProgress()
    {
        int plain = _told;
        for (int i = 0; i < _records && _recordEnds[i] <= _sent; i++)
        {
            plain = _plainEnds[i];
        }

        int progress = plain - _told;
        _told = plain;
        if (IsEmpty)
        {
            Clear();
        }

        return progress;
    }

    /// <summary>Throws away what is there. Nothing is in flight.</summary>
    public void Clear()
    {
        _buffer?.Release();
        _buffer = null;
        _outgrown?.Release();
        _outgrown = null;
        _length = _sent = _records = _told = 0;
    }

    private void MakeRoom(int length)
    {
        if (_buffer is not null && _buffer.Array.Length - _length >= length)
        {
            return;
        }

        PooledBuffer larger = _pool.Rent(_length + length);
        if (_buffer is not null)
        {
            _buffer.Array.AsSpan(0, _length).CopyTo(larger.Array);
            if (_inFlight && _outgrown is null)
            {
                // The kernel is reading from it.
                _outgrown = _buffer;
            }
            else
            {
                _buffer.Release();
            }
        }

        _buffer = larger;
    }
}
