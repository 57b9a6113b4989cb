using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// The half of a CURVE key pair that everybody may know: 32 bytes, 40 characters in Z85. Keys with the same bytes are equal.
/// </summary>
public sealed class ZmqCurvePublicKey : IEquatable<ZmqCurvePublicKey>
{
    /// <summary>The length in bytes: 32, as Curve25519's.</summary>
    public const int Length = Sodium.KeyLength;

    private readonly byte[] _bytes;

    private ZmqCurvePublicKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads a key in Z85, as curve_keygen, pyzmq and NetMQ write it.</summary>
    /// <param name="z85">40 characters.</param>
    /// <exception cref="FormatException">It is no key; the text says what is wrong with it.</exception>
    public static ZmqCurvePublicKey Parse(ReadOnlySpan<char> z85)
    {
        byte[] bytes = new byte[Length];
        return CurveKeyText.Parse(z85, bytes) is { } wrong
            ? throw new FormatException($"This is no CURVE public key: {wrong}.")
            : new ZmqCurvePublicKey(bytes);
    }

    /// <summary>Makes a key of its bytes.</summary>
    /// <param name="bytes">32 bytes, which are copied.</param>
    /// <exception cref="ArgumentException">They are more or fewer.</exception>
    public static ZmqCurvePublicKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new ZmqCurvePublicKey(bytes.ToArray())
        : throw new ArgumentException($"A CURVE public key has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <inheritdoc/>
    public bool Equals(ZmqCurvePublicKey? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ZmqCurvePublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The key in Z85: 40 characters.</summary>
    public override string ToString() => CurveKeyText.Format(_bytes);
}
