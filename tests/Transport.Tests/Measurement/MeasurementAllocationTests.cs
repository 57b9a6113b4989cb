using Sockets.Transport.Measurement;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Measurement;

/// <summary>What measuring costs in memory: nothing.</summary>
[Collection(Alone.Name)]
public sealed class MeasurementAllocationTests
{
    private const int Packets = 1_000_000;

    [Fact]
    public void The_tracker_allocates_nothing_per_packet()
    {
        SequenceTracker tracker = new();
        long sequence = 1;
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Packets; i++)
            {
                sequence += 1 + (i % 100 == 0 ? 2 : 0);
                tracker.Arrive(sequence);
                if (i % 50 == 0)
                {
                    tracker.Arrive(sequence - 1);
                }
            }
        }));
    }

    [Fact]
    public void The_histogram_allocates_nothing_per_duration()
    {
        LatencyHistogram histogram = new();
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Packets; i++)
            {
                histogram.Record(i * 37L);
            }
        }));
    }
}
