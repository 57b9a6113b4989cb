using Sockets.EndToEnd.Children;
using Sockets.Transport.ZeroMq;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>Our PUSH and PULL in one direction.</summary>
internal static class PushFlow
{
    public static async Task ListenAsync(EndContext end)
    {
        await using ZmqPull pull = new();
        end.Ready(Ports.Of(pull.Bind("tcp://127.0.0.1:*")));
        await PublishFlow.ReceiveAsync(end, pull);
    }

    public static async Task ConnectAsync(EndContext end)
    {
        await using ZmqPush push = new();
        push.Connect($"tcp://127.0.0.1:{end.EndPoint.Port}");
        await push.WaitForPeersAsync(1);
        await Pace.RunAsync(end, async (payload, count) =>
        {
            for (int i = 0; i < count; i++)
            {
                await push.SendAsync(payload);
            }
        });
        await Task.Delay(Timeout.Infinite);
    }
}
