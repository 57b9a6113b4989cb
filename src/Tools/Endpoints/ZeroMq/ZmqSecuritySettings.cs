namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>How ZeroMQ peers prove who they are. Secrets stand in files, never on the command line.</summary>
internal sealed record ZmqSecuritySettings
{
    /// <summary>The user to show (PLAIN); null for none.</summary>
    public string? User { get; init; }

    /// <summary>The file whose first line is that user's password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The file of those who are let in (PLAIN), a line <c>user:password</c> each; null when this side lets nobody in by name.</summary>
    public string? UsersFile { get; init; }

    /// <summary>The file with this side's secret key (CURVE), in Z85; null for a client that nobody need know.</summary>
    public string? CurveKeyFile { get; init; }

    /// <summary>The file with the server's public key (CURVE), in Z85, for the side that is let in; null for the server.</summary>
    public string? CurveServerKeyFile { get; init; }

    /// <summary>The file with the public keys of those who are let in, one a line; null for everybody who knows the server's.</summary>
    public string? CurveAllowFile { get; init; }
}
