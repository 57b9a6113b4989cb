using BenchmarkDotNet.Attributes;
using Sockets.Transport.Framing;

namespace Sockets.Micro.Framing;

/// <summary>The cost per frame of finding frames in bytes that have all arrived, as one large receive delivers them.</summary>
[MemoryDiagnoser]
public class FrameDecoderBenchmarks
{
    private byte[] _stream = [];
    private FrameDecoder? _decoder;

    [ParamsSource(nameof(Names))]
    public string Format { get; set; } = "";

    [Params(16, 1024)]
    public int PayloadLength { get; set; }

    public static IEnumerable<string> Names => FramedStream.Names;

    [GlobalSetup]
    public void Setup()
    {
        FrameFormat format = FramedStream.Format(Format, PayloadLength);
        _decoder = new FrameDecoder(format);
        _stream = FramedStream.Of(format, FramedStream.Payload(PayloadLength));
        if (Decode() != (long)FramedStream.Frames * PayloadLength)
        {
            throw new InvalidOperationException("The stream does not decode to what was encoded.");
        }
    }

    [Benchmark(OperationsPerInvoke = FramedStream.Frames)]
    public long Decode()
    {
        ReadOnlySpan<byte> rest = _stream;
        long sum = 0;
        while (_decoder!.TryDecode(rest, out Frame frame) == FrameDecodeStatus.Frame)
        {
            sum += frame.PayloadLength;
            rest = rest[frame.TotalLength..];
        }

        return sum;
    }
}
