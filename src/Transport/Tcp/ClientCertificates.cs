namespace Sockets.Transport.Tcp;

/// <summary>Whether a TLS server asks its clients who they are.</summary>
public enum ClientCertificates
{
    /// <summary>It does not. The default.</summary>
    NotAsked,

    /// <summary>It asks; who shows none is let in, and who shows a bad one is not.</summary>
    Optional,

    /// <summary>It asks, and lets in only who shows a good one (mutual TLS).</summary>
    Required,
}
