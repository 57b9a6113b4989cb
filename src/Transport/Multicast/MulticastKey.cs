using System.Globalization;
using System.Security.Cryptography;

namespace Sockets.Transport.Multicast;

/// <summary>
/// The secret that the members of a group share: 32 bytes for AES-256-GCM. It keeps out who does not have it. Whoever has it
/// can read everything and can also forge the datagrams of any other member: a group key tells members from strangers, and
/// not one member from another.
/// </summary>
public sealed class MulticastKey
{
    /// <summary>The length of a key: 32 bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    /// <summary>Makes a key of its bytes, which are copied.</summary>
    /// <param name="bytes">32 bytes, from a random generator; a password is no key.</param>
    /// <exception cref="ArgumentException">It is not 32 bytes long.</exception>
    public MulticastKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A group key has {Length} bytes, and this one {bytes.Length}.");
        }

        _bytes = bytes.ToArray();
    }

    /// <summary>Draws a new key.</summary>
    public static MulticastKey Generate() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads a key of 64 hexadecimal digits; white space around them does not matter.</summary>
    /// <param name="text">The digits.</param>
    /// <exception cref="FormatException">They are not 64 hexadecimal digits.</exception>
    public static MulticastKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string digits = text.Trim();
        if (digits.Length != 2 * Length || !digits.All(char.IsAsciiHexDigit))
        {
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"A group key is {2 * Length} hexadecimal digits, and this one has {digits.Length} characters."));
        }

        return new MulticastKey(Convert.FromHexString(digits));
    }

    /// <summary>Gives the digits that <see cref="Parse"/> reads, to be kept where secrets are kept.</summary>
    public string ToHex() => Convert.ToHexStringLower(_bytes);

    /// <summary>Says that it is a key, and not which.</summary>
    public override string ToString() => nameof(MulticastKey);

    /// <summary>The key for what a sender sends.</summary>
    internal byte[] ForData() => HKDF.Expand(HashAlgorithmName.SHA256, _bytes, Length, "TMC1 data"u8.ToArray());

    /// <summary>The key for what receivers ask of a sender. It is another one, as they draw their nonces at random.</summary>
    internal byte[] ForRequests() => HKDF.Expand(HashAlgorithmName.SHA256, _bytes, Length, "TMC1 requests"u8.ToArray());
}
