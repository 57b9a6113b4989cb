using System.Reflection;
using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class FrameFormatsTests
{
    public static TheoryData<string> LengthFields => new(
        typeof(FrameFormats).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(LengthFieldFormat))
            .Select(method => method.Name));

    [Theory]
    [MemberData(nameof(LengthFields))]
    public void Gives_each_length_field_what_its_name_says(string name)
    {
        MethodInfo factory = typeof(FrameFormats).GetMethod(name)!;
        LengthFieldFormat format = (LengthFieldFormat)factory.Invoke(null, [100])!;
        int bits = int.Parse(string.Concat(name.Skip("UInt".Length).TakeWhile(char.IsDigit)));
        Assert.Equal(bits / 8, format.LengthFieldLength);
        Assert.Equal(name.Contains("LittleEndian", StringComparison.Ordinal), format.ByteOrder == ByteOrder.LittleEndian);
        Assert.Equal(name.EndsWith("IncludingHeader", StringComparison.Ordinal) ? -bits / 8 : 0, format.LengthAdjustment);
        Assert.Equal((0, bits / 8), (format.LengthFieldOffset, format.InitialBytesToStrip));
        Assert.Equal(100, format.MaxFrameLength);
    }

    [Fact]
    public void Limits_frames_to_64_KiB_unless_told_otherwise()
    {
        FrameFormat[] formats =
        [
            FrameFormats.UInt8(), FrameFormats.UInt16BigEndian(), FrameFormats.UInt64LittleEndian(),
            FrameFormats.UInt32BigEndianIncludingHeader(), FrameFormats.Varint32(), FrameFormats.Line(),
            FrameFormats.Delimiter("|"u8), FrameFormats.Raw(),
        ];
        Assert.All(formats, format => Assert.Equal(65_536, format.MaxFrameLength));
    }

    [Fact]
    public void Turns_an_error_into_an_exception_with_its_reason()
    {
        FrameDecoder decoder = new(FrameFormats.UInt8(16));
        decoder.TryDecode([16], out _);
        ProtocolViolationException exception = decoder.Error!.ToException();
        Assert.Equal(CloseReason.FrameTooLarge, exception.Reason);
        Assert.Equal("A frame of 17 bytes was announced (length field 10 = 16), the limit is 16 bytes.", exception.Message);
    }
}
