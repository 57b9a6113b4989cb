using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Links;

/// <content>How it begins and how it ends.</content>
internal sealed partial class TlsStreamLink
{
    /// <summary>What a peer is told that does not speak TLS: a fatal alert, unexpected_message (RFC 8446, 6.2).</summary>
    private static ReadOnlySpan<byte> UnexpectedMessage => [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0A];

    /// <summary>The handshake.</summary>
    public async ValueTask<LinkResult> OpenAsync()
    {
        if (!TryEnter())
        {
            return s_aborted;
        }

        try
        {
            if (_setup.Client is not null)
            {
                await _tls.AuthenticateAsClientAsync(_setup.Client()).ConfigureAwait(false);
            }
            else
            {
                await _tls.AuthenticateAsServerAsync(_setup.Server!()).ConfigureAwait(false);
            }

            Agreed = (_tls.SslProtocol, _tls.NegotiatedCipherSuite, CopyOf(_tls.RemoteCertificate));
            _isOpen = true;
            return new LinkResult(0, SocketError.Success);
        }
        catch (Exception e)
        {
            _failure = FailureOfHandshake(e);
            if (_carrier.Foreign.Length > 0)
            {
                _link.TrySend(UnexpectedMessage);
                _link.ShutdownSend();
            }

            return new LinkResult(0, _carrier.Error == SocketError.Success ? SocketError.ProtocolNotSupported : _carrier.Error);
        }
        finally
        {
            OnIdle();
            Leave();
        }
    }

    /// <summary>Says that nothing more will come to both layers: close_notify, then FIN.</summary>
    public void ShutdownSend()
    {
        lock (_gate)
        {
            // The stack does not guard this call against itself at work on what arrives.
            _finishWanted = true;
            if (!_busy)
            {
                FinishSending();
            }
        }
    }

    /// <summary>Gate held, and the stack is not at work on what arrived.</summary>
    private void FinishSending()
    {
        _finishWanted = false;
        if (!_isOpen || !TryEnter())
        {
            _link.ShutdownSend();
            return;
        }

        try
        {
            // It only writes, and what it writes is gathered: it is done when the call returns.
            _ = _tls.ShutdownAsync();
            if (_failure is null && Push().WouldBlock && !_output.IsEmpty)
            {
                _ = Task.Run(FinishLaterAsync);
                return;
            }
        }
        catch (Exception)
        {
            // The connection is going down already: there is nobody to say it to.
        }

        _link.ShutdownSend();
        Leave();
    }

    private async Task FinishLaterAsync()
    {
        try
        {
            LinkResult sent;
            do
            {
                sent = await SendUnsentAsync().ConfigureAwait(false);
            }
            while (!sent.Failed && !IsSent());
            _link.ShutdownSend();
        }
        finally
        {
            Leave();
        }
    }

    private bool IsSent()
    {
        lock (_gate)
        {
            return _output.IsEmpty;
        }
    }

    /// <summary>Nothing more comes: by the peer's word, by the network's, or because the link failed.</summary>
    private LinkResult Ended()
    {
        EndWasCut = _carrier.HasEnded;
        bool gone = EndWasCut || SocketErrors.ToCloseReason(_carrier.Error) == CloseReason.PeerReset;
        if (gone && !_received && _certificateAsked)
        {
            _failure = new LinkFailure(
                CloseReason.CertificateRefused,
                "The server asked for a client certificate, got none, and ended the connection: give this side one.");
            return new LinkResult(0, SocketError.ProtocolNotSupported);
        }

        return new LinkResult(0, _carrier.Error);
    }

    private LinkResult Failed(Exception error)
    {
        if (_carrier.Error != SocketError.Success || Volatile.Read(ref _disposed) != 0)
        {
            return new LinkResult(0, _carrier.Error == SocketError.Success ? SocketError.OperationAborted : _carrier.Error);
        }

        _failure ??= TlsFault.Of(error);
        return new LinkResult(0, SocketError.ProtocolNotSupported);
    }

    private LinkFailure? FailureOfHandshake(Exception error)
    {
        if (_carrier.Foreign.Length > 0)
        {
            return new LinkFailure(
                CloseReason.ProtocolViolation, $"The peer does not speak TLS: {_setup.Describe(_carrier.Foreign)}.");
        }

        if (_fault is not null)
        {
            return new LinkFailure(CloseReason.CertificateRefused, _fault);
        }

        if (_carrier.Error != SocketError.Success)
        {
            CloseReason reason = SocketErrors.ToCloseReason(_carrier.Error);
            return reason == CloseReason.LocalAbort
                ? null
                : new LinkFailure(reason, $"The peer broke the connection off during the TLS handshake ({_carrier.Error}): {Guess}.");
        }

        if (_carrier.HasEnded)
        {
            return new LinkFailure(CloseReason.TlsFailed, $"The peer ended the connection during the TLS handshake: {Guess}.");
        }

        // TLS 1.2 has no alert of its own for a certificate that was not shown.
        LinkFailure fault = TlsFault.Of(error);
        return _certificateAsked && fault.Reason == CloseReason.TlsFailed
            ? new LinkFailure(
                CloseReason.CertificateRefused, $"{fault.Text} The server had asked for a client certificate and got none: give this side one.")
            : fault;
    }

    private string Guess => _setup.Client is null
        ? "it may have refused this side's certificate"
        : "it may not speak TLS, or is full";

    private bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _fault = _setup.Check.FaultOf(certificate, chain, errors);
        return _fault is null;
    }

    /// <summary>Asked when the server wants a certificate; the one this side has is offered without asking.</summary>
    private X509Certificate Choose(
        object sender, string targetHost, X509CertificateCollection localCertificates, X509Certificate? remoteCertificate, string[] acceptableIssuers)
    {
        _certificateAsked |= acceptableIssuers.Length > 0 || remoteCertificate is not null;
        return null!;
    }

    private static X509Certificate2? CopyOf(X509Certificate? certificate) =>
        certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());

    private bool TryEnter()
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return false;
        }

        // Whoever comes while the last one leaves finds nobody, and stays out.
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
            {
                return true;
            }

            users = before;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _tls.Dispose();
            _carrier.Dispose();
            _output.Clear();
        }
    }
}
