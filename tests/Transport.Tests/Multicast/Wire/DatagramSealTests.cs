using System.Buffers.Binary;
using System.Security.Cryptography;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Wire;

public sealed class DatagramSealTests
{
    private const uint Epoch = 0x01020304;

    private static readonly byte[] s_secret = [.. Enumerable.Range(0, MulticastKey.Length).Select(i => (byte)i)];

    private readonly MulticastKey _key = new(s_secret);

    // TMC1-S1, TMC1-S2
    [Fact]
    public void Seals_as_the_page_says_so_that_anybody_with_the_key_can_open_it()
    {
        ManualTime time = new();
        byte[] datagram = Sealed(DatagramSeal.ForSender(_key, Epoch, time), "hi"u8);

        Assert.Equal(32 + 2 + 28, datagram.Length);
        Assert.Equal(0x10, datagram[5]);
        ReadOnlySpan<byte> nonce = datagram.AsSpan(34, 12);
        Assert.Equal(Epoch, BinaryPrimitives.ReadUInt32BigEndian(nonce));
        Assert.Equal((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, BinaryPrimitives.ReadInt64BigEndian(nonce[4..]));
        using AesGcm aes = new(HKDF.Expand(HashAlgorithmName.SHA256, s_secret, 32, "TMC1 data"u8.ToArray()), 16);
        byte[] payload = new byte[2];
        aes.Decrypt(nonce, datagram.AsSpan(32, 2), datagram.AsSpan(46, 16), payload, datagram.AsSpan(0, 32));
        Assert.Equal("hi"u8.ToArray(), payload);
    }

    // TMC1-S2
    [Fact]
    public void Uses_no_nonce_twice()
    {
        using DatagramSeal seal = DatagramSeal.ForSender(_key, Epoch, new ManualTime());
        HashSet<string> nonces = [];
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(nonces.Add(Convert.ToHexString(Sealed(seal, [])[32..44])));
        }
    }

    // TMC1-S3
    [Fact]
    public void Refuses_a_datagram_of_which_any_bit_was_changed_but_the_one_that_says_sent_again()
    {
        byte[] datagram = Sealed(DatagramSeal.ForSender(_key, Epoch, new ManualTime()), "secret"u8);
        NativeFormat format = new(0, 0, DatagramSeal.ForReceiver(_key), 100);
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            byte[] changed = [.. datagram];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            format.Read(changed, out Packet packet);
            bool isAgain = bit == (5 * 8) + 3;
            Assert.True(isAgain == (packet.Kind == PacketKind.Data), $"bit {bit}: {packet.Kind}");
        }

        format.Read(datagram, out Packet whole);
        Assert.Equal("secret"u8.ToArray(), whole.Payload.ToArray());
    }

    // TMC1-S3
    [Fact]
    public void Refuses_another_key_and_what_is_in_clear_and_without_a_key_what_is_sealed()
    {
        byte[] datagram = Sealed(DatagramSeal.ForSender(MulticastKey.Generate(), Epoch, new ManualTime()), "x"u8);
        NativeFormat keyed = new(0, 0, DatagramSeal.ForReceiver(_key), 100);
        NativeFormat keyless = new(0, 0);
        foreach ((NativeFormat format, byte[] bytes) in ((NativeFormat, byte[])[])
            [(keyed, datagram), (keyed, PipelineRig.Data(1)), (keyless, datagram)])
        {
            format.Read(bytes, out Packet packet);
            Assert.Equal(PacketKind.Unauthentic, packet.Kind);
        }
    }

    // TMC1-S4
    [Fact]
    public void Seals_requests_with_another_key()
    {
        byte[] datagram = Sealed(DatagramSeal.ForRequests(_key), "x"u8);
        new NativeFormat(0, 0, DatagramSeal.ForReceiver(_key), 100).Read(datagram, out Packet packet);
        Assert.Equal(PacketKind.Unauthentic, packet.Kind);
        Assert.True(DatagramSeal.ForRequests(_key).TryOpen(datagram, new byte[1]));
    }

    [Fact]
    public void A_datagram_costs_no_memory_to_seal_and_to_open()
    {
        using DatagramSeal seal = DatagramSeal.ForSender(_key, Epoch, TimeProvider.System);
        using DatagramSeal opener = DatagramSeal.ForReceiver(_key);
        byte[] datagram = new byte[1000];
        new NativeFormat(0, Epoch, seal).WriteData(datagram, default);
        byte[] payload = new byte[1000 - 60];
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                seal.Seal(datagram);
                Assert.True(opener.TryOpen(datagram, payload));
            }
        }));
    }

    [Theory]
    [InlineData("00", "64 hexadecimal digits")]
    [InlineData("zz0102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f", "64 hexadecimal digits")]
    public void Says_what_a_key_is(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => MulticastKey.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Reads_the_digits_it_gave_and_shows_them_to_nobody_else()
    {
        Assert.Equal(_key.ToHex(), MulticastKey.Parse(" " + _key.ToHex().ToUpperInvariant() + "\n").ToHex());
        Assert.DoesNotContain(_key.ToHex()[..8], $"{_key}{new MulticastSenderOptions { EndPoint = new(0, 1), Key = _key }}", StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] Sealed(DatagramSeal seal, ReadOnlySpan<byte> payload)
    {
        byte[] datagram = new byte[Tmc1Header.Size + payload.Length + DatagramSeal.TrailerLength];
        payload.CopyTo(datagram.AsSpan(Tmc1Header.Size));
        NativeFormat format = new(0, Epoch, seal);
        format.WriteData(datagram, default);
        format.Stamp(datagram, 1, 1);
        format.Seal(datagram);
        return datagram;
    }
}
