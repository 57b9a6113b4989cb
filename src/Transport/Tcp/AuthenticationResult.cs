namespace Sockets.Transport.Tcp;

/// <summary>Whether a client is let in, and as whom.</summary>
public sealed class AuthenticationResult
{
    private AuthenticationResult(string? identity, string? reason)
    {
        Identity = identity;
        Reason = reason;
    }

    /// <summary>As whom; null when it is not let in.</summary>
    public string? Identity { get; }

    /// <summary>Why it is not let in, for this side's operator.</summary>
    public string? Reason { get; }

    /// <summary>Let it in.</summary>
    /// <param name="identity">As whom; <see cref="MessageConnection.Identity"/> shows it.</param>
    public static AuthenticationResult Accept(string identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new AuthenticationResult(identity, reason: null);
    }

    /// <summary>Do not let it in.</summary>
    /// <param name="reason">Why, for <see cref="RefusedConnection.Message"/>. The client is not told it: it would help who guesses.</param>
    public static AuthenticationResult Refuse(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new AuthenticationResult(identity: null, reason);
    }
}
