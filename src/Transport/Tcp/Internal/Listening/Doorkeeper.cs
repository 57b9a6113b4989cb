namespace Sockets.Transport.Tcp.Internal.Listening;

/// <summary>Asks the application who is let in, within the limits on failures.</summary>
internal sealed class Doorkeeper
{
    private readonly Authenticate _authenticate;
    private readonly FailedAttempts _attempts;

    public Doorkeeper(Authenticate authenticate, FailedAttempts attempts)
    {
        _authenticate = authenticate;
        _attempts = attempts;
    }

    /// <summary>Decides. Never throws, unless nobody waits for the answer any more.</summary>
    public async Task<Answer> AskAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        if (!_attempts.TryBegin(request.RemoteEndPoint, out TimeSpan wait))
        {
            return new Answer(
                Identity: null, "Too many failures of this address.", "Too many failed attempts from your address", (uint)wait.TotalMilliseconds);
        }

        string refused = request.Kind == CredentialKind.None
            ? "It demands a credential, and none was given"
            : "It does not accept the credential";
        if (!Enum.IsDefined(request.Kind) || request.Credential.Length > Credential.MaxLength)
        {
            return new Answer(
                Identity: null, $"A credential of kind {(int)request.Kind} and {request.Credential.Length} bytes is not known here.", refused, 0);
        }

        try
        {
            // Not in the receive loop's thread or context, and no longer than anybody waits.
            AuthenticationResult result = await Task.Run(() => _authenticate(request, cancellationToken).AsTask(), cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            if (result.Identity is null)
            {
                return new Answer(Identity: null, result.Reason ?? "", refused, 0);
            }

            _attempts.TakeBack(request.RemoteEndPoint);
            return new Answer(result.Identity, "", "", 0);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The application's own trouble: not the client's failure, and not its business.
            _attempts.TakeBack(request.RemoteEndPoint);
            return new Answer(Identity: null, $"The authentication threw {e.GetType().Name}: {e.Message}", refused, 0);
        }
    }

    /// <summary>What was decided.</summary>
    /// <param name="Identity">As whom it is let in; null if it is not.</param>
    /// <param name="Reason">Why not, for this side.</param>
    /// <param name="Words">The same for the client, who may be guessing.</param>
    /// <param name="RetryAfterMilliseconds">When coming back may help; 0 for not without a change.</param>
    internal readonly record struct Answer(string? Identity, string Reason, string Words, uint RetryAfterMilliseconds);
}
