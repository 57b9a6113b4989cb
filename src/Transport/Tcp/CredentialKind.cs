namespace Sockets.Transport.Tcp;

/// <summary>What a client proves itself with in its HELLO. The values are those of the wire (docs/wire/tcp.md, section 4.4).</summary>
public enum CredentialKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Bytes that only who may come in knows.</summary>
    Token = 1,
}
