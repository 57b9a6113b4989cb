using System.Security.Cryptography;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>Between HELLO and WELCOME, where the server wants to know who it is (docs/wire/tcp.md, section 4.4).</content>
internal sealed partial class MessageSession
{
    private readonly Lock _askingGate = new();
    private CancellationTokenSource? _asking;
    private Hello _asked;
    private Doorkeeper.Answer _answer;

    /// <summary>As whom the client was let in; null without authentication, and on the client's side.</summary>
    public string? Identity => _answer.Identity;

    /// <summary>The peer is held back by credit and the loop never waits, except to learn who the peer is: until then nothing is read.</summary>
    public ValueTask WaitForRoomAsync()
    {
        if (_phase != Phase.Authenticating)
        {
            return ValueTask.CompletedTask;
        }

        if (_setup.Driver == Driver.Async)
        {
            return AuthenticateAsync();
        }

        // The loop of a thread driver never leaves its thread.
        var answered = new SemaphoreSlim(0);
        _ = AskAsync(answered);
#pragma warning disable VSTHRD103 // It is this connection's own thread, and nothing else runs on it.
        answered.Wait();
#pragma warning restore VSTHRD103
        Conclude();
        return ValueTask.CompletedTask;
    }

    private async ValueTask AuthenticateAsync()
    {
        await AskAsync(answered: null).ConfigureAwait(false);
        Conclude();
    }

    private async Task AskAsync(SemaphoreSlim? answered)
    {
        byte[] credential = _asked.Credential;
        CancellationToken token = BeginAsking();
        try
        {
            var request = new AuthenticationRequest(
                (CredentialKind)_asked.CredentialKind, credential, _pump.Link.RemoteEndPoint, TlsLinks.DetailsOf(_pump.Link), _asked.ClientId);
            _answer = await _setup.Doorkeeper!.AskAsync(request, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection has ended meanwhile.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(credential);
            answered?.Release();
        }
    }

    /// <summary>Lets the client in, or not. On the receive loop.</summary>
    private void Conclude()
    {
        if (_pump.IsClosing)
        {
            return;
        }

        if (_answer.Identity is null)
        {
            Fail(CloseReason.Unauthorized, ReasonCode.Unauthorized, $"The client is not let in. {_answer.Reason}");
            return;
        }

        // As in a burst: this side is open before the client hears that it is.
        _pump.Outbox.Cork();
        Admit();
        _pump.Outbox.Uncork();
    }

    private CancellationToken BeginAsking()
    {
        lock (_askingGate)
        {
            _asking = new CancellationTokenSource();
            return _pump.IsClosing ? new CancellationToken(canceled: true) : _asking.Token;
        }
    }

    private void EndAsking()
    {
        CancellationTokenSource? asking;
        lock (_askingGate)
        {
            asking = _asking;
        }

        // Elsewhere: the application may have hung anything on it.
        _ = asking?.CancelAsync();
    }
}
