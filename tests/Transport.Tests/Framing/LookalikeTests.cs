using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>An error about a stream of something else says what it seems to be.</summary>
public sealed class LookalikeTests
{
    [Theory]
    [InlineData("'GET 20 '/index.html", " It looks like HTTP: \"GET /index.html\".")]
    [InlineData("'POST", " It looks like HTTP: \"POST\".")]
    [InlineData("'HTTP/1.1 20 '200 20 'OK 0D 0A", " It looks like HTTP: \"HTTP/1.1 200 OK\".")]
    [InlineData("'PRI 20 '* 20 'HTTP/2.0 0D 0A 0D 0A", " It looks like HTTP: \"PRI * HTTP/2.0\".")]
    [InlineData("'SSH-2.0-OpenSSH_9.2p1", " It looks like SSH: \"SSH-2.0-OpenSSH_…\".")]
    [InlineData("'PROXY 20 'TCP4", " It looks like a PROXY protocol header.")]
    [InlineData("16 03 01 02 00", " It looks like TLS, and this side does not speak it: use tls:// here or tcp:// there.")]
    [InlineData("15 03 03 00 02", " It looks like TLS, and this side does not speak it: use tls:// here or tcp:// there.")]
    [InlineData("FF 00 00 00 00 00 00 00 01 7F", " It looks like ZeroMQ (ZMTP).")]
    [InlineData("'hello 20 'world", " It looks like text: \"hello world\".")]
    [InlineData("'+OK 0D 0A 0D 0A '+OK", " It looks like text: \"+OK\".")]
    [InlineData("'hell", " It looks like text: \"hell\".")]
    [InlineData("'hel 01 'o", "")]
    [InlineData("'hell 01", "")]
    [InlineData("16 04 01 02", "")]
    [InlineData("16 03 05 00 00", "")]
    [InlineData("05 00 00 00", " In the other byte order it would be a frame of 9 bytes.")]
    [InlineData("FF FF FF FF", "")]
    public void Names_what_the_bytes_look_like(string bytes, string hint)
    {
        FrameDecoder decoder = new(FrameFormats.UInt32BigEndian());
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(Hex.Bytes(bytes), out _));
        Assert.EndsWith(", the limit is 65536 bytes." + hint, decoder.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_it_for_frames_that_are_too_short_too()
    {
        FrameDecoder decoder = new(LengthFieldFormat.IncludingHeader(2, ByteOrder.BigEndian));
        decoder.TryDecode(Hex.Bytes("00 00 00"), out _);
        Assert.Equal(
            "A frame of 0 bytes was announced (length field 00 00 = 0, adjusted by -2), shorter than its header of 2 bytes.",
            decoder.Error!.Message);
        FrameDecoder other = new(FrameFormats.UInt32LittleEndianIncludingHeader());
        other.TryDecode(Hex.Bytes("00 00 00 00"), out _);
        Assert.EndsWith("header of 4 bytes.", other.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_it_for_a_varint_too()
    {
        FrameDecoder decoder = new(new Varint32Format(16));
        decoder.TryDecode("HTTP/1.1"u8, out _);
        Assert.Equal(
            "A frame of 73 bytes was announced (varint 48 = 72), the limit is 16 bytes. It looks like HTTP: \"HTTP/1.1\".",
            decoder.Error!.Message);
    }

    [Fact]
    public void Never_prints_a_control_character()
    {
        for (int one = 0; one < 256; one++)
        {
            FrameDecoder decoder = new(new LineFormat(8));
            byte[] bytes = [.. Enumerable.Repeat((byte)'a', 8)];
            bytes[4] = (byte)one;
            decoder.TryDecode(bytes, out _);
            Assert.DoesNotContain(decoder.Error?.Message ?? "", character => char.IsControl(character));
        }
    }
}
