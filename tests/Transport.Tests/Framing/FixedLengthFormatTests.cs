using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class FixedLengthFormatTests
{
    [Fact]
    public void Cuts_the_stream_into_equal_pieces()
    {
        FixedLengthFormat format = new(3);
        Assert.Equal((3, 3), (format.FrameLength, format.MaxFrameLength));
        Assert.Equal(["61 62 63", "64 65 66"], Reception.Dribbled(format, "abcdef"u8.ToArray()).Texts);
    }

    [Fact]
    public void Says_how_many_bytes_arrived_when_the_stream_ends_inside_a_frame()
    {
        Reception received = Reception.Dribbled(new FixedLengthFormat(3), "abcde"u8.ToArray());
        Assert.Equal("The stream ended inside a frame: 2 of 3 bytes arrived.", received.Error!.Message);
        Assert.Single(received.Payloads);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0)]
    public void Refuses_to_write_another_length(int length)
    {
        FixedLengthFormat format = new(3);
        Assert.Equal(-1, format.TryEncode(new byte[length], new byte[8], out string? error));
        Assert.Equal($"A payload of {length} bytes is not a frame: every frame has 3 bytes. Pad or split it.", error);
        Assert.Equal(int.MaxValue, format.GetEncodedLength(length));
    }
}
