using System.Security.Cryptography;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>32 secret bytes, which the collector does not move, so that no copy is left, and which are cleared at disposal.</summary>
internal sealed class CurveSecret : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(Sodium.KeyLength, pinned: true);
    private volatile bool _isDisposed;

    private CurveSecret()
    {
    }

    public bool IsDisposed => _isDisposed;

    /// <exception cref="ObjectDisposedException">It was cleared.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _bytes;
        }
    }

    /// <summary>A new one that nobody knows.</summary>
    public static CurveSecret Random(FillRandom random)
    {
        CurveSecret secret = new();
        random(secret._bytes);
        return secret;
    }

    /// <summary>A copy of bytes that the caller clears.</summary>
    public static CurveSecret CopyOf(ReadOnlySpan<byte> bytes)
    {
        CurveSecret secret = new();
        bytes.CopyTo(secret._bytes);
        return secret;
    }

    /// <summary>The public key that belongs to it as a secret key.</summary>
    public byte[] PublicKey()
    {
        byte[] key = new byte[Sodium.KeyLength];
        _ = Sodium.PublicKeyOf(key, Bytes);
        return key;
    }

    /// <summary>The box that only the owners of this secret key and of that public key can open and close.</summary>
    /// <exception cref="ProtocolViolationException">It is no public key that anybody can own.</exception>
    public CurveBox BoxWith(ReadOnlySpan<byte> publicKey)
    {
        CurveSecret key = new();
        if (Sodium.Agree(key._bytes, publicKey, Bytes) == 0)
        {
            return new CurveBox(key);
        }

        key.Dispose();
        throw new ProtocolViolationException("The peer shows a public key that has no secret one: nothing sealed for it is secret.");
    }

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
