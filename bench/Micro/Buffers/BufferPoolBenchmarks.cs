using BenchmarkDotNet.Attributes;
using Sockets.Transport;
using Sockets.Transport.Buffers;

namespace Sockets.Micro.Buffers;

[MemoryDiagnoser]
public class BufferPoolBenchmarks
{
    private const int Operations = 100_000;

    private readonly BufferPool _pool = new();

    [Params(64, 65_536)]
    public int Length { get; set; }

    [Benchmark(Baseline = true)]
    public void RentAndRelease() => _pool.Rent(Length).Release();

    /// <summary>What handing a received message to the application costs, without the copy.</summary>
    [Benchmark]
    public void RentAndDisposeMessage()
    {
        using Message message = new(_pool.Rent(Length), Length, sequence: 1);
    }

    /// <summary>A connection's two threads: one rents, the other returns, with up to 64 blocks between them.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void RentHereReleaseThere()
    {
        PooledBuffer?[] between = new PooledBuffer?[64];
        Thread there = new(() =>
        {
            for (int i = 0; i < Operations; i++)
            {
                SpinWait wait = default;
                PooledBuffer? buffer;
                while ((buffer = Interlocked.Exchange(ref between[i % 64], null)) is null)
                {
                    wait.SpinOnce();
                }

                buffer.Release();
            }
        });
        there.Start();
        for (int i = 0; i < Operations; i++)
        {
            SpinWait wait = default;
            PooledBuffer buffer = _pool.Rent(Length);
            while (Volatile.Read(ref between[i % 64]) is not null)
            {
                wait.SpinOnce();
            }

            Volatile.Write(ref between[i % 64], buffer);
        }

        there.Join();
    }
}
