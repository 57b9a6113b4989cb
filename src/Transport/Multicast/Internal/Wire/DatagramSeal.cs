using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>
/// Encrypts payloads and authenticates whole datagrams with AES-256-GCM (docs/wire/multicast.md, section 7). Each direction
/// has a key of its own. One thread at a time.
/// </summary>
internal sealed class DatagramSeal : IDisposable
{
    /// <summary>What stands behind a sealed payload: the nonce and the tag.</summary>
    public const int TrailerLength = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int CounterOffset = 4;

    private readonly AesGcm _cipher;
    private readonly byte[] _nonce = new byte[NonceLength];
    private long _counter;

    private DatagramSeal(byte[] key, uint prefix, long counter)
    {
        _cipher = new AesGcm(key, TagLength);
        _counter = counter;
        BinaryPrimitives.WriteUInt32BigEndian(_nonce, prefix);
    }

    /// <summary>
    /// For a sender. Its nonces are its epoch, drawn at random, and a counter that begins with the time in nanoseconds and
    /// rises by one: two runs use one nonce only if they drew the same epoch and the clock was set back over the first.
    /// </summary>
    public static DatagramSeal ForSender(MulticastKey key, uint epoch, TimeProvider time) =>
        new(key.ForData(), epoch, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>For who opens what senders seal.</summary>
    public static DatagramSeal ForReceiver(MulticastKey key) => new(key.ForData(), 0, 0);

    /// <summary>For requests, on either side. They are few, and their nonces drawn at random (NIST SP 800-38D, 8.2.2).</summary>
    public static DatagramSeal ForRequests(MulticastKey key) =>
        new(key.ForRequests(), BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))), BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));

    /// <summary>Seals a datagram in place: its header says that it is sealed, and there is room for the trailer behind its payload.</summary>
    public void Seal(Span<byte> datagram)
    {
        int header = Tmc1Header.LengthOf(datagram);
        Span<byte> payload = datagram[header..^TrailerLength];
        Span<byte> trailer = datagram[^TrailerLength..];
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(CounterOffset), _counter++);
        _nonce.CopyTo(trailer);
        Span<byte> bound = stackalloc byte[Tmc1Header.FragmentSize];
        _cipher.Encrypt(_nonce, payload, payload, trailer[NonceLength..], Bind(datagram[..header], bound));
    }

    /// <summary>Opens a datagram. False when it is not sealed with this key, or was changed since.</summary>
    /// <param name="datagram">The datagram, sealed and of a possible length.</param>
    /// <param name="payload">Where its payload goes; as long as that.</param>
    public bool TryOpen(ReadOnlySpan<byte> datagram, Span<byte> payload)
    {
        int header = Tmc1Header.LengthOf(datagram);
        ReadOnlySpan<byte> trailer = datagram[^TrailerLength..];
        Span<byte> bound = stackalloc byte[Tmc1Header.FragmentSize];
        ReadOnlySpan<byte> associated = Bind(datagram[..header], bound);
        try
        {
            _cipher.Decrypt(trailer[..NonceLength], datagram[header..^TrailerLength], trailer[NonceLength..], payload, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>The counter of a sealed datagram.</summary>
    public static long CounterOf(ReadOnlySpan<byte> datagram) =>
        BinaryPrimitives.ReadInt64BigEndian(datagram[^(TrailerLength - CounterOffset)..]);

    public void Dispose() => _cipher.Dispose();

    /// <summary>What is authenticated beside the payload: the header, but for the flag that says that it is sent again.</summary>
    private static ReadOnlySpan<byte> Bind(ReadOnlySpan<byte> header, Span<byte> bound)
    {
        header.CopyTo(bound);
        Tmc1Header.SetRetransmit(bound, isRetransmit: false);
        return bound[..header.Length];
    }
}
