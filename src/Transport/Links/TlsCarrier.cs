using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Links;

/// <summary>
/// What the TLS stack takes for its network. During the handshake it sends; from then on what is written is only
/// gathered, so that a whole batch of records leaves in one call. A link that failed reads as one that ended, and the
/// error stays here as a value.
/// </summary>
internal sealed class TlsCarrier : Stream
{
    /// <summary>The first byte of every handshake record (RFC 8446, 5.1), and of an alert instead of one.</summary>
    private const byte Handshake = 0x16;
    private const byte Alert = 0x15;
    private const int Shown = 16;

    private readonly IStreamLink _link;
    private readonly TlsStreamLink _owner;
    private bool _heard;
    private bool _waits;

    public TlsCarrier(IStreamLink link, TlsStreamLink owner)
    {
        _link = link;
        _owner = owner;
    }

    /// <summary>Why the link failed, or success.</summary>
    public SocketError Error { get; private set; }

    /// <summary>Whether the peer's stream has ended below TLS.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The peer's first bytes, when they are not those of TLS; else empty.</summary>
    public byte[] Foreign { get; private set; } = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next empty read waits for bytes; others only show that there may be some.</summary>
    public void WaitOnce() => _waits = true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HasEnded || Error != SocketError.Success || (buffer.IsEmpty && !_waits))
        {
            return 0;
        }

        _waits = false;
        _owner.OnIdle();
        LinkResult received = await _link.ReceiveAsync(buffer).ConfigureAwait(false);
        _owner.OnBusy();
        if (received.Failed)
        {
            Error = received.Error;
            return 0;
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        HasEnded = received.Bytes == 0;
        if (!_heard && !HasEnded)
        {
            _heard = true;
            if (buffer.Span[0] is not (Handshake or Alert))
            {
                Foreign = buffer[..Math.Min(received.Bytes, Shown)].ToArray();
                HasEnded = true;
                return 0;
            }
        }

        return received.Bytes;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_owner.IsOpen)
        {
            return SendAsync(buffer);
        }

        _owner.Gather(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_owner.IsOpen)
        {
            _owner.Gather(buffer);
            return;
        }

        // A last alert, as far as the kernel takes it without waiting.
        _link.TrySend(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // What is gathered leaves when the batch is whole.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            LinkResult sent = await _link.SendAsync(bytes).ConfigureAwait(false);
            if (sent.Failed)
            {
                Error = sent.Error;
                throw new IOException($"The handshake could not be sent: {sent.Error}.");
            }

            bytes = bytes[sent.Bytes..];
        }
    }
}
