using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>Our PUB and SUB in one direction, without loss: the publisher waits for the subscriber's queue.</summary>
internal static class PublishFlow
{
    private const int Batch = 256;

    public static async Task ListenAsync(EndContext end)
    {
        await using ZmqSubscriber subscriber = new();
        subscriber.Subscribe("");
        end.Ready(Ports.Of(subscriber.Bind("tcp://127.0.0.1:*")));
        await ReceiveAsync(end, subscriber);
    }

    public static async Task ConnectAsync(EndContext end)
    {
        await using ZmqPublisher publisher = new(new ZmqOptions { Overflow = OverflowPolicy.Wait });
        publisher.Connect($"tcp://127.0.0.1:{end.EndPoint.Port}");
        await publisher.WaitForSubscribersAsync(1);
        await Pace.RunAsync(end, async (payload, count) =>
        {
            for (int i = 0; i < count; i++)
            {
                await publisher.PublishWaitingAsync(payload);
            }
        });
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Counts what arrives, batch by batch.</summary>
    public static async Task ReceiveAsync(EndContext end, ZmqReceivingSocket socket)
    {
        OneWayMeter meter = new(end);
        ZmqMessage[] batch = new ZmqMessage[Batch];
        bool isMore = true;
        while (isMore)
        {
            int count = await socket.ReceiveAsync(batch);
            for (int i = 0; i < count; i++)
            {
                isMore = isMore && meter.Count(batch[i].First.Length);
                batch[i].Dispose();
            }
        }

        end.Finish(meter.Figures());
    }
}
