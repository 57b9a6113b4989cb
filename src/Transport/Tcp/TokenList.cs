using System.Security.Cryptography;

namespace Sockets.Transport.Tcp;

/// <summary>
/// The simplest answer to <see cref="MessageServerOptions.Authenticate"/>: who has one of these tokens is let in. Every
/// token is compared, in constant time, whichever matches; and what is kept of them are digests.
/// </summary>
public sealed class TokenList
{
    private readonly (byte[] Digest, string Identity)[] _tokens;

    /// <summary>Makes the list.</summary>
    /// <param name="tokens">The tokens, and as whom each lets in.</param>
    /// <exception cref="ArgumentException">There are none, or one stands there twice.</exception>
    public TokenList(params IEnumerable<(Credential Token, string Identity)> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _tokens = [.. tokens.Select(static entry => (SHA256.HashData(entry.Token.Bytes), entry.Identity))];
        if (_tokens.Length == 0)
        {
            throw new ArgumentException("The list is empty: nobody would be let in.", nameof(tokens));
        }

        if (_tokens.DistinctBy(static entry => Convert.ToHexString(entry.Digest)).Count() != _tokens.Length)
        {
            throw new ArgumentException("A token stands in the list twice: whose it is would be a matter of luck.", nameof(tokens));
        }
    }

    /// <summary>The method to hand to <see cref="MessageServerOptions.Authenticate"/>.</summary>
    /// <param name="request">Who, and with what.</param>
    /// <param name="cancellationToken">Not needed: the answer is there at once.</param>
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Kind != CredentialKind.Token)
        {
            return new ValueTask<AuthenticationResult>(AuthenticationResult.Refuse("It showed no token."));
        }

        Span<byte> shown = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Credential.Span, shown);
        string? identity = null;
        foreach ((byte[] digest, string whose) in _tokens)
        {
            identity = CryptographicOperations.FixedTimeEquals(digest, shown) ? whose : identity;
        }

        return new ValueTask<AuthenticationResult>(
            identity is null ? AuthenticationResult.Refuse("Its token is not in the list.") : AuthenticationResult.Accept(identity));
    }
}
