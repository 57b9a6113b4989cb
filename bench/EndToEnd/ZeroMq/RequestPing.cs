using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport.ZeroMq;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>Our REQ and REP, one request in flight; both sides await.</summary>
internal static class RequestPing
{
    public static async Task ListenAsync(EndContext end)
    {
        await using ZmqReplier replier = new();
        end.Ready(Ports.Of(replier.Bind("tcp://127.0.0.1:*")));
        while (true)
        {
            using ZmqRequest request = await replier.ReceiveAsync();
            request.TryReply(request.First);
        }
    }

    public static async Task ConnectAsync(EndContext end)
    {
        await using ZmqRequester requester = new();
        requester.Connect($"tcp://127.0.0.1:{end.EndPoint.Port}");
        await requester.WaitForPeersAsync(1);
        byte[] payload = new byte[end.Size];
        RoundTripMeter meter = new(end);
        meter.Start();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
            using ZmqMessage answer = await requester.RequestAsync(payload);
        }
        while (meter.Record(started, Stopwatch.GetTimestamp()));
        end.Finish(meter.Figures());
    }
}
