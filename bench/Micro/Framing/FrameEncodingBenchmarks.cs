using BenchmarkDotNet.Attributes;
using Sockets.Transport.Framing;

namespace Sockets.Micro.Framing;

/// <summary>The cost per frame of writing header and payload behind each other into a block, copy of the payload included.</summary>
[MemoryDiagnoser]
public class FrameEncodingBenchmarks
{
    private byte[] _payload = [];
    private byte[] _block = [];
    private FrameFormat? _format;

    [ParamsSource(nameof(Names))]
    public string Format { get; set; } = "";

    [Params(16, 1024)]
    public int PayloadLength { get; set; }

    public static IEnumerable<string> Names => FramedStream.Names;

    [GlobalSetup]
    public void Setup()
    {
        _format = FramedStream.Format(Format, PayloadLength);
        _payload = FramedStream.Payload(PayloadLength);
        _block = new byte[64 * 1024];
    }

    [Benchmark(OperationsPerInvoke = FramedStream.Frames)]
    public int Encode()
    {
        int room = _format!.GetEncodedLength(PayloadLength);
        int used = 0;
        for (int i = 0; i < FramedStream.Frames; i++)
        {
            if (_block.Length - used < room)
            {
                used = 0;
            }

            used += _format.TryEncode(_payload, _block.AsSpan(used), out _);
        }

        return used;
    }
}
