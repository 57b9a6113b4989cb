using System.Text;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Wire;

/// <summary>The bytes of TMC1, as docs/wire/multicast.md has them.</summary>
public sealed class Tmc1Tests
{
    private const string Message =
        "54 4d 18 00  05 02 00 07  01 02 03 04  00 02 00 28  00 00 00 00 00 00 00 01  18 79 c4 8e 3a 2b 00 00  68 69";

    private const string End =
        "54 4d 18 02  00 00 00 07  01 02 03 04  00 00 00 00  00 00 00 00 00 00 00 02  18 79 c4 8e 3a 2b 00 00";

    private const string Fragment =
        "54 4d 1c 00  00 01 00 07  01 02 03 04  00 02 00 00  00 00 00 00 00 00 00 09  18 79 c4 8e 3a 2b 00 00"
        + "00 00 00 03  00 00 00 04  00 00 00 06  12 34 56 78  68 69";

    private const long Sent = 0x1879_c48e_3a2b_0000;

    private readonly NativeFormat _format = new(stream: 7, epoch: 0x01020304);

    // TMC1-H1
    [Fact]
    public void Writes_a_message_as_the_page_shows()
    {
        byte[] datagram = new byte[34];
        Encoding.ASCII.GetBytes("hi", datagram.AsSpan(32));

        _format.WriteData(datagram, new OutgoingData(MulticastFlags.Key, Priority: 5, MaxAge: 40));
        _format.Stamp(datagram, 1, Sent);

        Assert.Equal(Hex.Bytes(Message), datagram);
    }

    // TMC1-N3
    [Fact]
    public void Writes_an_end_marker_as_the_page_shows()
    {
        byte[] datagram = new byte[64];
        int length = _format.WriteControl(datagram, PacketKind.End, nextSequence: 2, Sent);

        Assert.Equal(Hex.Bytes(End), datagram[..length]);
    }

    // TMC1-F1
    [Fact]
    public void Writes_a_fragment_with_a_longer_header()
    {
        byte[] datagram = new byte[50];
        Encoding.ASCII.GetBytes("hi", datagram.AsSpan(48));

        _format.WriteData(datagram, new OutgoingData(MulticastFlags.None, 0, 0, MessageLength: 6, Message: 3, Offset: 4, Checksum: 0x12345678));
        _format.Stamp(datagram, 9, Sent);

        Assert.Equal(Hex.Bytes(Fragment), datagram);
    }

    // TMC1-H1
    [Fact]
    public void Reads_what_it_wrote()
    {
        Packet packet = Read(Message);

        Assert.Equal((PacketKind.Data, 7L, 0x01020304u), (packet.Kind, packet.Stream, packet.Epoch));
        Assert.Equal((1L, 64, Sent, 40), (packet.Sequence, packet.SequenceBits, packet.Sent, packet.MaxAge));
        Assert.Equal((MulticastFlags.Key, 5, "hi"), (packet.Flags, packet.Priority, Encoding.ASCII.GetString(packet.Payload)));
        Assert.Equal((PacketKind.End, 2L), (Read(End).Kind, Read(End).Sequence));

        Packet fragment = Read(Fragment);
        Assert.Equal((6, 3u, 4, 0x12345678u), (fragment.MessageLength, fragment.Message, fragment.Offset, fragment.Checksum));
    }

    // TMC1-H2, TMC1-F4
    [Theory]
    [InlineData(0, 0x55, "another magic")]
    [InlineData(1, 0x4e, "another magic")]
    [InlineData(2, 0x28, "version 2")]
    [InlineData(2, 0x19, "a longer header than the flags say")]
    [InlineData(5, 0x01, "a fragment with a short header")]
    [InlineData(13, 0x01, "longer than it says")]
    [InlineData(13, 0x03, "shorter than it says")]
    [InlineData(23, 0x00, "number 0")]
    [InlineData(16, 0x80, "a negative number")]
    public void Refuses_what_is_not_of_the_format(int at, byte value, string why)
    {
        byte[] datagram = Hex.Bytes(Message);
        datagram[at] = value;

        _format.Read(datagram, out Packet packet);

        Assert.True(packet.Kind == PacketKind.Malformed, why);
    }

    // TMC1-F4
    [Theory]
    [InlineData(39, 5, "beyond the end")]
    [InlineData(43, 5, "beyond the end")]
    [InlineData(3, 1, "a heartbeat")]
    public void Refuses_a_fragment_that_cannot_be(int at, byte value, string why)
    {
        byte[] datagram = Hex.Bytes(Fragment);
        datagram[at] = value;
        _format.Read(datagram, out Packet packet);

        Assert.True(packet.Kind == PacketKind.Malformed, why);
    }

    // TMC1-H2
    [Fact]
    public void Refuses_every_shorter_datagram()
    {
        byte[] message = Hex.Bytes(Message);
        byte[] fragment = Hex.Bytes(Fragment);
        for (int length = 0; length < message.Length; length++)
        {
            _format.Read(message.AsSpan(0, length), out Packet packet);
            Assert.Equal(PacketKind.Malformed, packet.Kind);
        }

        for (int length = 0; length < fragment.Length; length++)
        {
            _format.Read(fragment.AsSpan(0, length), out Packet packet);
            Assert.Equal(PacketKind.Malformed, packet.Kind);
        }
    }

    // TMC1-H3, TMC1-H4
    [Fact]
    public void Ignores_flags_and_types_it_does_not_know()
    {
        byte[] flags = Hex.Bytes(Message);
        flags[4] |= 0xF8;
        flags[5] |= 0xE0;
        _format.Read(flags, out Packet packet);
        Assert.Equal((PacketKind.Data, MulticastFlags.Key, 5), (packet.Kind, packet.Flags, packet.Priority));

        byte[] type = Hex.Bytes(Message);
        type[3] = 99;
        _format.Read(type, out packet);
        Assert.Equal(PacketKind.Other, packet.Kind);
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void Computes_the_checksum_of_RFC_3720(string text, uint crc) =>
        Assert.Equal(crc, Crc32C.Of(Encoding.ASCII.GetBytes(text)));

    private Packet Read(string hex)
    {
        _format.Read(Hex.Bytes(hex), out Packet packet);
        return packet;
    }
}
