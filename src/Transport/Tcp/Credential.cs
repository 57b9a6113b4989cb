using System.Security.Cryptography;
using System.Text;

namespace Sockets.Transport.Tcp;

/// <summary>
/// What a client proves itself with. Its bytes are never shown, not by <see cref="ToString"/> and in no error. Without TLS
/// they cross the network in clear.
/// </summary>
public sealed class Credential : IEquatable<Credential>
{
    /// <summary>The longest credential, in bytes: 1,024. It has to fit a HELLO, and a signed web token usually does.</summary>
    public const int MaxLength = 1024;

    private readonly byte[] _bytes;

    private Credential(CredentialKind kind, byte[] bytes)
    {
        Kind = kind;
        _bytes = bytes;
    }

    /// <summary>What kind it is.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Its length in bytes.</summary>
    public int Length => _bytes.Length;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A token.</summary>
    /// <param name="token">1 to 1,024 bytes that cannot be guessed; copied.</param>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static Credential Token(ReadOnlySpan<byte> token) => token.Length is > 0 and <= MaxLength
        ? new Credential(CredentialKind.Token, token.ToArray())
        : throw new ArgumentException($"A token of {token.Length} bytes: from 1 to {MaxLength} are possible.", nameof(token));

    /// <summary>A token that is text, as UTF-8.</summary>
    /// <param name="token">The text.</param>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static Credential Token(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Token(Encoding.UTF8.GetBytes(token));
    }

    /// <inheritdoc/>
    /// <remarks>Takes as long whether or not they are equal, for credentials of the same length.</remarks>
    public bool Equals(Credential? other) =>
        other is not null && Kind == other.Kind && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Credential);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The kind and the length; never the bytes.</summary>
    public override string ToString() => $"{Kind}, {Length} bytes";
}
