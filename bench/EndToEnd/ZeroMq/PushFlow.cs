using Sockets.EndToEnd.Children;
using Sockets.Transport.ZeroMq;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>Our PUSH and PULL in one direction.</summary>
internal static class PushFlow
{
    public static Task ListenAsync(EndContext end) => ListenAsync(end, ZmqSecurity.None);

    public static Task ConnectAsync(EndContext end) => ConnectAsync(end, ZmqSecurity.None);

    public static async Task ListenAsync(EndContext end, ZmqSecurity security)
    {
        await using ZmqPull pull = new(new ZmqOptions { Security = security });
        end.Ready(Ports.Of(pull.Bind("tcp://127.0.0.1:*")));
        await PublishFlow.ReceiveAsync(end, pull);
    }

    public static async Task ConnectAsync(EndContext end, ZmqSecurity security)
    {
        await using ZmqPush push = new(new ZmqOptions { Security = security });
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
