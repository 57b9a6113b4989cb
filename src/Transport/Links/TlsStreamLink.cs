using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Links;

/// <summary>
/// TLS over another link, whichever driver that one has: where its waits block in place, so do these. A batch is
/// encrypted into records of 16 KiB and leaves in one call. Memory for records is held only while some wait for the kernel.
/// </summary>
internal sealed partial class TlsStreamLink : IStreamLink
{
    /// <summary>The plain text of one record: the longest that TLS allows (RFC 8446, 5.1).</summary>
    private const int RecordLength = 16 * 1024;

    private static readonly LinkResult s_aborted = new(0, SocketError.OperationAborted);

    private readonly IStreamLink _link;
    private readonly TlsSetup _setup;
    private readonly TlsCarrier _carrier;
    private readonly TlsOutput _output;
    private readonly SslStream _tls;
    private readonly Lock _gate = new();
    private volatile LinkFailure? _failure;
    private volatile bool _isOpen;
    private volatile bool _filled;
    private string? _fault;
    private bool _certificateAsked;
    private bool _received;

    /// <summary>Users of the TLS stack, the owner among them: it is let go of when the last one has left.</summary>
    private int _users = 1;
    private int _disposed;

    /// <summary>Whether the stack is at work on what arrived; guarded by the gate, as is what must not happen meanwhile.</summary>
    private bool _busy;
    private bool _finishWanted;

    /// <summary>Makes one side.</summary>
    /// <param name="link">The link below; it belongs to this one from here on.</param>
    /// <param name="setup">Which side, and how.</param>
    public TlsStreamLink(IStreamLink link, TlsSetup setup)
    {
        _link = link;
        _setup = setup;
        _output = new TlsOutput(setup.Pool);
        _carrier = new TlsCarrier(link, this);
        _tls = new SslStream(_carrier, leaveInnerStreamOpen: true, Check, setup.Client is null || setup.ShowsCertificate ? null : Choose);
    }

    public EndPoint? LocalEndPoint => _link.LocalEndPoint;

    public EndPoint? RemoteEndPoint => _link.RemoteEndPoint;

    /// <inheritdoc/>
    /// <remarks>The stack hands out all the whole records it has, unless the buffer is full before.</remarks>
    public bool HasUnread => _filled || _link.HasUnread;

    public bool WaitsInPlace => _link.WaitsInPlace;

    /// <summary>The pieces are copied into records anyway.</summary>
    public bool Gathers => false;

    public bool IsOpen => _isOpen;

    public LinkFailure? Failure => _failure;

    public bool EndWasCut { get; private set; }

    /// <summary>What was agreed on, once it is open: the version, the cipher, and the peer's certificate.</summary>
    public (System.Security.Authentication.SslProtocols Protocol, TlsCipherSuite Cipher, X509Certificate2? Peer) Agreed { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer)
    {
        if (!TryEnter())
        {
            return s_aborted;
        }

        try
        {
            OnBusy();
            if (buffer.IsEmpty)
            {
                _carrier.WaitOnce();
            }

            int count = await _tls.ReadAsync(buffer).ConfigureAwait(false);
            _filled = count == buffer.Length && count > 0;
            _received |= count > 0;
            if (count > 0)
            {
                return new LinkResult(count, SocketError.Success);
            }

            return buffer.IsEmpty && _carrier.Error == SocketError.Success ? default : Ended();
        }
        catch (Exception e)
        {
            return _carrier.HasEnded ? Ended() : Failed(e);
        }
        finally
        {
            OnIdle();
            Leave();
        }
    }

    /// <summary>A record has one place to go to.</summary>
    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second) => ReceiveAsync(first);

    public LinkResult TrySend(ReadOnlySpan<IoVector> pieces) => throw new NotSupportedException();

    public LinkResult TrySend(ReadOnlySpan<byte> bytes)
    {
        if (!_isOpen || !TryEnter())
        {
            return s_aborted;
        }

        try
        {
            lock (_gate)
            {
                if (_output.IsEmpty)
                {
                    Encrypt(bytes);
                }

                return Push();
            }
        }
        catch (Exception e)
        {
            return Failed(e);
        }
        finally
        {
            Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            LinkResult sent = TrySend(bytes.Span);
            if (!sent.WouldBlock)
            {
                return sent;
            }

            if (!TryEnter())
            {
                return s_aborted;
            }

            try
            {
                sent = await SendUnsentAsync().ConfigureAwait(false);
                if (sent.Failed || sent.Bytes > 0)
                {
                    return sent;
                }
            }
            finally
            {
                Leave();
            }
        }
    }

    public void Abort() => _link.Abort();

    public void Dispose()
    {
        _link.Dispose();
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Leave();
        }
    }

    /// <summary>The stack has written this.</summary>
    internal void Gather(ReadOnlySpan<byte> encrypted)
    {
        lock (_gate)
        {
            _output.Add(encrypted);
        }
    }

    /// <summary>The stack works on what arrived from here.</summary>
    internal void OnBusy()
    {
        lock (_gate)
        {
            _busy = true;
        }
    }

    /// <summary>The stack waits, or is left alone.</summary>
    internal void OnIdle()
    {
        lock (_gate)
        {
            _busy = false;
            if (_finishWanted)
            {
                FinishSending();
            }
        }
    }

    private void Encrypt(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, TlsOutput.MostRecords * RecordLength)];
        _output.Expect(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, RecordLength);
            _tls.Write(bytes[..count]);
            _output.EndRecord(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Hands over what the kernel takes, and tells how much of the plain text that was. Gate held.</summary>
    private LinkResult Push()
    {
        while (!_output.IsEmpty)
        {
            LinkResult sent = _link.TrySend(_output.Unsent.Span);
            if (sent.Failed)
            {
                return sent;
            }

            if (sent.WouldBlock)
            {
                break;
            }

            _output.Moved(sent.Bytes);
        }

        return Progress();
    }

    /// <summary>Waits until the kernel takes some of the records. 0 bytes when none of them is whole yet.</summary>
    private async ValueTask<LinkResult> SendUnsentAsync()
    {
        ReadOnlyMemory<byte> unsent;
        lock (_gate)
        {
            unsent = _output.BeginFlight();
        }

        LinkResult sent = await _link.SendAsync(unsent).ConfigureAwait(false);
        lock (_gate)
        {
            _output.EndFlight(sent.Bytes);
            return sent.Failed ? sent : Progress();
        }
    }

    private LinkResult Progress()
    {
        int plain = _output.TakeProgress();
        return new LinkResult(plain, plain > 0 ? SocketError.Success : SocketError.WouldBlock);
    }
}
