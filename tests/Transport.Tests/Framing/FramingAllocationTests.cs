using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>No format allocates per frame, neither when frames are found nor when they are written.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class FramingAllocationTests
{
    private const int Frames = 1_000_000;
    private const int FramesPerReceive = 1000;

    public static TheoryData<string> Names => FormatCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Decodes_a_million_frames_without_allocating(string name)
    {
        FrameFormat format = FormatCase.Named(name).Make(FrameFormat.DefaultMaxFrameLength);
        byte[] payload = FormatCase.Payloads(format)[^1];
        byte[] receive = FormatCase.EncodeAll(format, Enumerable.Repeat(payload, FramesPerReceive));
        FrameDecoder decoder = new(format);
        int perReceive = DecodeAll(decoder, receive);
        long before = MeasuredAlone.AllocatedBytes();
        long frames = 0;
        while (frames < Frames)
        {
            frames += DecodeAll(decoder, receive);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, frames % perReceive);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encodes_a_million_frames_without_allocating(string name)
    {
        FrameFormat format = FormatCase.Named(name).Make(FrameFormat.DefaultMaxFrameLength);
        byte[] payload = FormatCase.Payloads(format)[^1];
        byte[] block = new byte[format.GetEncodedLength(payload.Length)];
        int expected = format.TryEncode(payload, block, out _);
        long before = MeasuredAlone.AllocatedBytes();
        long written = 0;
        for (int i = 0; i < Frames; i++)
        {
            written += format.TryEncode(payload, block, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((long)expected * Frames, written);
    }

    /// <summary>Each frame is first shown cut off, so that the way of waiting is measured too.</summary>
    private static int DecodeAll(FrameDecoder decoder, byte[] receive)
    {
        int frames = 0;
        int consumed = 0;
        while (consumed < receive.Length)
        {
            decoder.TryDecode(receive.AsSpan(consumed, 1), out Frame frame);
            if (frame.TotalLength == 0)
            {
                decoder.TryDecode(receive.AsSpan(consumed), out frame);
            }

            consumed += frame.TotalLength;
            frames++;
        }

        return frames;
    }
}
