using BenchmarkDotNet.Attributes;
using Sockets.Transport.Flow;

namespace Sockets.Micro.Flow;

[MemoryDiagnoser]
public class SendCreditBenchmarks
{
    private readonly SendCredit _credit = new(new Credit(1 << 20, 1 << 14));

    [Benchmark]
    public bool TakeAndGrant()
    {
        bool taken = _credit.TryTake(64);
        _credit.Grant(new Credit(_credit.Taken.Bytes + (1 << 20), _credit.Taken.Messages + (1 << 14)));
        return taken;
    }

    [Benchmark]
    public bool CanTake() => _credit.CanTake(64);
}
