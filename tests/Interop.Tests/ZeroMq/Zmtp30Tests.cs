using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>A peer that really speaks ZMTP 3.0, byte by byte: a program of a page, because libzmq speaks 3.1 and NetMQ is not here.</summary>
public sealed class Zmtp30Tests : IAsyncDisposable
{
    private readonly Stage _stage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_publisher_that_connects_hears_the_subscription_that_comes_with_READY()
    {
        // ZMTP-S1, ZMTP-F4
        Running subscriber = _stage.Script("zmtp30_sub.py", "weather", "2");
        await using ZmqPublisher publisher = new(new ZmqOptions { Linger = TimeSpan.FromSeconds(10) });
        publisher.Connect(await subscriber.ListeningAsync());
        await publisher.WaitForSubscribersAsync(1, "weather"u8.ToArray(), Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);

        Assert.Equal(default, publisher.Publish("another"u8));
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("weather"u8, "21.5"u8));
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish(Encoding.ASCII.GetBytes("weather" + new string('x', 300))));

        string said = Encoding.ASCII.GetString(await subscriber.FinishAsync());
        Assert.Equal(["weather", "21.5", "weather" + new string('x', 300)], said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
