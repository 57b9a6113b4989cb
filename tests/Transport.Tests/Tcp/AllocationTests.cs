using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// A million messages in steady state allocate nothing per message. The bounds are far below one object a message, which
/// would come in every round: of short messages a single object every thousand fails here.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Messages = 1_000_000 / SteadyTraffic.Rounds;
    private const int WarmUp = 200_000;
    private const int CompressedMessages = 200_000 / SteadyTraffic.Rounds;
    private const int CompressedWarmUp = 50_000;
    private const int LargeMessages = 5_000 / SteadyTraffic.Rounds;
    private const int LargeWarmUp = 1_000;

    /// <summary>On the sending thread: the objects that hold the outbox's blocks.</summary>
    private const long ThreadBytes = 1_000;

    /// <summary>In the process, in a round: heartbeats and the runtime's own doings too. A short message has 0.02 bytes of it.</summary>
    private const long ProcessBytes = 5_000;

    private static readonly byte[] s_message = new byte[32];

    public enum Sending
    {
        Try,
        Await,
    }

    public enum Receiving
    {
        Push,
        Pull,
    }

    public static TheoryData<Sending, Receiving, Driver> Ways => new MatrixTheoryData<Sending, Receiving, Driver>(
        [Sending.Try, Sending.Await], [Receiving.Push, Receiving.Pull], [Driver.Async, Driver.DedicatedThread]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_million_messages_allocate_nothing_each(Sending sending, Receiving receiving, Driver driver)
    {
        await using SteadyTraffic traffic = await SteadyTraffic.StartAsync(new() { Receiving = receiving, Driver = driver });
        IsNothing(await traffic.MeasureAsync(sending, s_message, WarmUp, Messages));
        Assert.Equal(WarmUp + (SteadyTraffic.Rounds * Messages), traffic.Arrived);
    }

    /// <summary>Those that are kept until they are acknowledged.</summary>
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Messages_that_can_be_sent_again_allocate_nothing_each(Driver driver)
    {
        await using SteadyTraffic traffic = await SteadyTraffic.StartAsync(new() { Driver = driver, Resume = new() });
        IsNothing(await traffic.MeasureAsync(Sending.Try, s_message, WarmUp, Messages));
    }

    /// <summary>Those that leave from the caller's memory and arrive in fragments.</summary>
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Large_messages_allocate_nothing_each(Driver driver)
    {
        await using SteadyTraffic traffic = await SteadyTraffic.StartAsync(new() { Driver = driver, Session = new() });
        IsNothing(await traffic.MeasureAsync(Sending.Await, new byte[200_000], LargeWarmUp, LargeMessages));
    }

    /// <summary>Those that are compressed and decompressed.</summary>
    [Theory]
    [InlineData(Sending.Try, Receiving.Push)]
    [InlineData(Sending.Await, Receiving.Pull)]
    public async Task Compressed_messages_allocate_nothing_each(Sending sending, Receiving receiving)
    {
        SessionOptions session = new() { WindowMessages = SteadyTraffic.Window, Compressor = Lz4Compressor.Instance };
        await using SteadyTraffic traffic = await SteadyTraffic.StartAsync(new() { Receiving = receiving, Session = session });
        IsNothing(await traffic.MeasureAsync(sending, new byte[1000], CompressedWarmUp, CompressedMessages));
        Assert.Equal(CompressedWarmUp + (SteadyTraffic.Rounds * CompressedMessages), traffic.Client.GetStats().CompressedMessages);
    }

    private static void IsNothing((long Thread, long Process) allocated)
    {
        Assert.InRange(allocated.Thread, 0, ThreadBytes);
        Assert.InRange(allocated.Process, 0, ProcessBytes);
    }
}
