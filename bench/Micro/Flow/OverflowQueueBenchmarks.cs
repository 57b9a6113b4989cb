using BenchmarkDotNet.Attributes;
using Sockets.Transport;
using Sockets.Transport.Flow;

namespace Sockets.Micro.Flow;

[MemoryDiagnoser]
public class OverflowQueueBenchmarks
{
    private const int Bound = 1024;

    private readonly object _item = new();
    private OverflowQueue<object> _flowing = null!;
    private OverflowQueue<object> _full = null!;
    private ulong _key;

    [Params(
        OverflowPolicy.Wait,
        OverflowPolicy.Reject,
        OverflowPolicy.DropNewest,
        OverflowPolicy.DropOldest,
        OverflowPolicy.Conflate,
        OverflowPolicy.Disconnect)]
    public OverflowPolicy Policy { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _flowing = new OverflowQueue<object>(Policy, Bound, 1 << 20, new Nowhere());
        _full = new OverflowQueue<object>(Policy, Bound, 1 << 20, new Nowhere());
        for (_key = 0; _key < Bound; _key++)
        {
            _full.Offer(_item, 64, _key);
        }
    }

    /// <summary>A receiver that keeps up: nothing is ever dropped.</summary>
    [Benchmark]
    public int OfferAndDequeue()
    {
        _flowing.Offer(_item, 64, _key++);
        _flowing.TryDequeue(out _, out int bytes);
        return bytes;
    }

    /// <summary>A receiver that stands still: the policy decides each time.</summary>
    [Benchmark]
    public int OfferWhenFull() => (int)_full.Offer(_item, 64, _key++);

    private sealed class Nowhere : IDroppedSink<object>
    {
        public void OnDropped(object item, DropCause cause)
        {
            // The item is shared by all of them.
        }
    }
}
