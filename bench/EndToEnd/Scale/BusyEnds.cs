using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Tcp;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Scale;

/// <summary>Connections that all send as fast as they can, each from a task of its own; the server counts.</summary>
internal static class BusyEnds
{
    /// <summary>Messages between two looks at the clock.</summary>
    private const int Burst = 256;

    /// <summary>How much longer than the scored window is sent, so that it is full on every connection.</summary>
    private static readonly TimeSpan s_reserve = TimeSpan.FromMilliseconds(200);

    public static EndPair Of(int connections) => new(
        end => ListenAsync(end, connections), end => ConnectAsync(end, connections));

    private static async Task ListenAsync(EndContext end, int connections)
    {
        CrowdSink sink = new(connections);
        await using MessageServer server = MessageServer.Start(new MessageServerOptions { EndPoint = end.EndPoint, Handler = sink });
        end.Ready(server.LocalEndPoint);
        await sink.MeasureAsync(end);
    }

    private static async Task ConnectAsync(EndContext end, int connections)
    {
        MessageClient[] clients = new MessageClient[connections];
        for (int i = 0; i < connections; i++)
        {
            clients[i] = await MessageClient.ConnectAsync(new MessageClientOptions { EndPoint = end.EndPoint });
        }

        await Task.WhenAll(clients.Select(client => Task.Run(() => SendAsync(client, end))));
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task SendAsync(MessageClient client, EndContext end)
    {
        byte[] payload = new byte[end.Size];
        TimeSpan time = end.Plan.Warmup + end.Plan.Scored + s_reserve;
        long since = Stopwatch.GetTimestamp();
        long sent = 0;
        for (; Stopwatch.GetElapsedTime(since) < time; sent += Burst)
        {
            for (int i = 0; i < Burst; i++)
            {
                if (!Accepted.Is(client.TrySend(payload)))
                {
                    Accepted.Check(await client.SendAsync(payload));
                }
            }
        }

        Accepted.Check(await client.SendAsync(CrowdSink.Last(sent)));
        await client.FlushAsync();
    }
}
