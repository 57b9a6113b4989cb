using BenchmarkDotNet.Attributes;
using Sockets.Transport.Flow;

namespace Sockets.Micro.Flow;

[MemoryDiagnoser]
public class ReceiveCreditBenchmarks
{
    private readonly ReceiveCredit _credit = new(windowBytes: 1 << 20, windowMessages: 1 << 14, largestBytes: 1 << 16);

    /// <summary>What flow control costs the receiver per message, grants included as often as they are due.</summary>
    [Benchmark]
    public bool AcceptAndRelease()
    {
        bool accepted = _credit.TryAccept(64);
        if (_credit.Release(64))
        {
            _credit.TakeGrant();
        }

        return accepted;
    }
}
