namespace Sockets.Transport.Tcp;

/// <summary>How many connections a listener lets in. All are on by default.</summary>
public sealed record ListenLimits
{
    /// <summary>Connections at a time. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Connections that have not finished the handshake, at a time. Default 1,000.</summary>
    public int MaxHalfOpen { get; init; } = 1_000;

    /// <summary>Connections of one address at a time; Unix sockets have no address and are not counted. Default 256.</summary>
    public int MaxPerAddress { get; init; } = 256;

    /// <summary>
    /// Failed authentications of one address within a minute, after which it has to wait until that minute is over. Unix
    /// sockets have no address and are not counted; IPv6 addresses count by their network of 64 bits. Default 10.
    /// </summary>
    public int MaxFailedAttempts { get; init; } = 10;

    /// <summary>Connections that the kernel completes ahead of accepting them. Default 512.</summary>
    public int Backlog { get; init; } = 512;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHalfOpen);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPerAddress);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFailedAttempts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Backlog);
    }
}
