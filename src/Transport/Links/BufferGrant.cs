namespace Sockets.Transport.Links;

/// <summary>How much memory a socket was to have, and what the kernel granted.</summary>
/// <param name="Asked">Bytes asked for; 0 when the system's default was kept.</param>
/// <param name="Granted">Bytes the kernel counts with. Linux doubles what it grants, because its own records count too.</param>
internal readonly record struct BufferGrant(int Asked, int Granted)
{
    /// <summary>Whether the kernel gave less than was asked for.</summary>
    public bool IsShort => Granted < Asked;

    /// <summary>What to do about a short grant; null when it is not short.</summary>
    public string? Advice => IsShort ? $"sysctl -w net.core.rmem_max={Asked}" : null;
}
