using System.Net;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Perf.Streams;

public sealed class DatagramStreamTests
{
    [Fact]
    public async Task It_ends_in_the_middle_of_its_readers_pause()
    {
        MulticastReceiver receiver = MulticastReceiver.Start(new MulticastReceiverOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] });
        await using MulticastSender sender = MulticastSender.Start(new MulticastSenderOptions { EndPoint = receiver.LocalEndPoint });
        Noting sink = new();
        DatagramStream stream = new(sender: null, receiver, "there", sink, pause: TimeSpan.FromHours(1), pauseEvery: 1);
        Assert.NotEqual(Transport.SendStatus.Closed, await sender.SendAsync(new byte[] { 1 }, default, TestContext.Current.CancellationToken));
        await sink.Came.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.True(sink.Ended.Task.IsCompleted);
    }

    private sealed class Noting : IDataSink
    {
        public TaskCompletionSource Came { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at) => Came.TrySetResult();

        public void OnEnded(Exception? error) => Ended.TrySetResult();
    }
}
