using System.Security.Cryptography;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// A CURVE key pair: who has the secret key is who the public key names. It needs libsodium. The secret key is cleared from
/// memory at disposal; dispose of it after the sockets that use it, for it is needed with every new connection.
/// </summary>
public sealed class ZmqCurveKeyPair : IDisposable
{
    private readonly CurveSecret _secret;

    private ZmqCurveKeyPair(CurveSecret secret)
    {
        _secret = secret;
        PublicKey = ZmqCurvePublicKey.FromBytes(secret.PublicKey());
    }

    /// <summary>The half that everybody may know.</summary>
    public ZmqCurvePublicKey PublicKey { get; }

    /// <summary>Makes a new key pair.</summary>
    /// <exception cref="DllNotFoundException">libsodium is not installed; the text says how to install it.</exception>
    public static ZmqCurveKeyPair Generate()
    {
        Sodium.Require();
        return new ZmqCurveKeyPair(CurveSecret.Random(RandomNumberGenerator.Fill));
    }

    /// <summary>Makes the key pair of a secret key, whose public key follows from it.</summary>
    /// <param name="z85">40 characters in Z85, as curve_keygen, pyzmq and NetMQ write them; the caller's to clear.</param>
    /// <exception cref="FormatException">It is no key; the text says what is wrong with it, and shows nothing of it.</exception>
    /// <exception cref="DllNotFoundException">libsodium is not installed; the text says how to install it.</exception>
    public static ZmqCurveKeyPair FromSecretKey(ReadOnlySpan<char> z85)
    {
        Sodium.Require();
        Span<byte> bytes = stackalloc byte[Sodium.KeyLength];
        try
        {
            return CurveKeyText.Parse(z85, bytes) is { } wrong
                ? throw new FormatException($"This is no CURVE secret key: {wrong}.")
                : new ZmqCurveKeyPair(CurveSecret.CopyOf(bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The secret key in Z85, to be kept where nobody else can read it. A string cannot be cleared.</summary>
    /// <exception cref="ObjectDisposedException">The key pair was disposed.</exception>
    public string ExportSecretKey()
    {
        ObjectDisposedException.ThrowIf(_secret.IsDisposed, this);
        return CurveKeyText.Format(_secret.Bytes);
    }

    /// <summary>The public key in Z85; never the secret one.</summary>
    public override string ToString() => PublicKey.ToString();

    /// <summary>Clears the secret key. Connections that stand go on; new ones fail.</summary>
    public void Dispose() => _secret.Dispose();

    /// <summary>The box between the owner of this key pair and the one of a public key.</summary>
    internal CurveBox BoxWith(ReadOnlySpan<byte> publicKey)
    {
        ObjectDisposedException.ThrowIf(_secret.IsDisposed, this);
        return _secret.BoxWith(publicKey);
    }
}
