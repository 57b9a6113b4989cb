using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Sockets.Transport.Framing;

namespace Sockets.Micro.Framing;

/// <summary>What the decoder costs above the least that can be written by hand for a four-byte length field.</summary>
[MemoryDiagnoser]
public class LengthFieldFormatBenchmarks
{
    private const int PayloadLength = 64;

    private readonly FrameDecoder _decoder = new(FrameFormats.UInt32BigEndian());
    private readonly byte[] _stream = FramedStream.Of(FrameFormats.UInt32BigEndian(), FramedStream.Payload(PayloadLength));

    [Benchmark(Baseline = true, OperationsPerInvoke = FramedStream.Frames)]
    public long ByHand()
    {
        ReadOnlySpan<byte> rest = _stream;
        long sum = 0;
        while (rest.Length >= 4)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if ((uint)length > 65532 || rest.Length < length + 4)
            {
                break;
            }

            sum += length;
            rest = rest[(length + 4)..];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = FramedStream.Frames)]
    public long Decoder()
    {
        ReadOnlySpan<byte> rest = _stream;
        long sum = 0;
        while (_decoder.TryDecode(rest, out Frame frame) == FrameDecodeStatus.Frame)
        {
            sum += frame.PayloadLength;
            rest = rest[frame.TotalLength..];
        }

        return sum;
    }
}
