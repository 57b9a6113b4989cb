using System.Security.Cryptography;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// All that a server knows of a connection between WELCOME and INITIATE, kept by the client:
/// <c>random(16) box of the client's public key(32) and the server's secret key(32)</c>, both of this connection. The box's key
/// is the connection's own and good for one opening.
/// </summary>
internal sealed class CurveCookie : IDisposable
{
    public const int Length = CurveNonce.RandomLength + CurveBox.Overhead + 2 * Sodium.KeyLength;

    private const int Text = CurveNonce.RandomLength + CurveBox.Overhead;

    private readonly CurveBox _box;

    private CurveCookie(CurveBox box) => _box = box;

    /// <summary>Writes a cookie.</summary>
    /// <returns>What opens it.</returns>
    public static CurveCookie Write(Span<byte> cookie, ReadOnlySpan<byte> clientKey, ReadOnlySpan<byte> secretKey, FillRandom random)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        CurveCookie opener = new(new CurveBox(CurveSecret.Random(random)));
        random(cookie[..CurveNonce.RandomLength]);
        clientKey.CopyTo(cookie[Text..]);
        secretKey.CopyTo(cookie[(Text + Sodium.KeyLength)..]);
        opener._box.Seal(cookie[CurveNonce.RandomLength..], CurveNonce.Write(nonce, CurveNonce.Cookie, cookie[..CurveNonce.RandomLength]));
        return opener;
    }

    /// <summary>Opens the cookie that came back, and forgets the key to it.</summary>
    /// <param name="cookie">What came back.</param>
    /// <param name="clientKey">32 bytes for the client's public key.</param>
    /// <returns>The server's secret key.</returns>
    /// <exception cref="ProtocolViolationException">It is not the cookie of this connection.</exception>
    public CurveSecret Open(ReadOnlySpan<byte> cookie, Span<byte> clientKey)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        Span<byte> opened = stackalloc byte[Length];
        cookie.CopyTo(opened);
        CurveNonce.Write(nonce, CurveNonce.Cookie, opened[..CurveNonce.RandomLength]);
        bool isOurs = _box.TryOpen(opened[CurveNonce.RandomLength..], nonce);
        Dispose();
        if (!isOurs)
        {
            throw new ProtocolViolationException("The peer's INITIATE has a cookie that it was not given on this connection.");
        }

        opened.Slice(Text, Sodium.KeyLength).CopyTo(clientKey);
        var secret = CurveSecret.CopyOf(opened[(Text + Sodium.KeyLength)..]);
        CryptographicOperations.ZeroMemory(opened);
        return secret;
    }

    public void Dispose() => _box.Dispose();
}
