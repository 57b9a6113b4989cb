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
}
