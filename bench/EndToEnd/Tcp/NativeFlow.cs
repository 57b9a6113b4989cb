using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Our session in one direction, with credit: a client that sends, a server that handles or pulls.</summary>
internal static class NativeFlow
{
    /// <summary>TrySend, and SendAsync where that is refused; a handler counts.</summary>
    public static EndPair Handled(Driver driver, Wire wire = Wire.Plain) =>
        new(end => HandleAsync(end, driver, wire), end => TrySendAsync(end, driver, wire));

    /// <summary>TrySend, and SendAsync where that is refused; the server awaits every message.</summary>
    public static EndPair Pulled(Driver driver) => new(end => PullAsync(end, driver), end => TrySendAsync(end, driver, Wire.Plain));

    /// <summary>SendAsync for every message, as one does with big ones; a handler counts.</summary>
    public static EndPair Awaited(Driver driver, Wire wire = Wire.Plain) =>
        new(end => HandleAsync(end, driver, wire), end => SendAsync(end, driver, wire));

    private static async Task HandleAsync(EndContext end, Driver driver, Wire wire)
    {
        Counter counter = new(end);
        await using MessageServer server = MessageServer.Start(
            new MessageServerOptions { EndPoint = end.EndPoint, Driver = driver, Handler = counter, Tls = wire.Server(), Session = wire.Session(), Resume = wire.Resume() });
        end.Ready(server.LocalEndPoint);
        end.Finish(await counter.FinishAsync());
    }

    private static async Task PullAsync(EndContext end, Driver driver)
    {
        await using MessageServer server = MessageServer.Start(
            new MessageServerOptions { EndPoint = end.EndPoint, Driver = driver });
        end.Ready(server.LocalEndPoint);
        await using MessageConnection connection = await server.AcceptAsync();
        OneWayMeter meter = new(end);
        bool isMore;
        do
        {
            using Message message = await connection.ReceiveAsync();
            isMore = meter.Count(message.Length);
        }
        while (isMore);
        end.Finish(meter.Figures());
    }

    private static Task TrySendAsync(EndContext end, Driver driver, Wire wire) => SendAsync(end, driver, wire, async (client, payload, count) =>
    {
        for (int i = 0; i < count; i++)
        {
            if (!Accepted.Is(client.TrySend(payload)))
            {
                Accepted.Check(await client.SendAsync(payload));
            }
        }
    });

    private static Task SendAsync(EndContext end, Driver driver, Wire wire) => SendAsync(end, driver, wire, async (client, payload, count) =>
    {
        for (int i = 0; i < count; i++)
        {
            Accepted.Check(await client.SendAsync(payload));
        }
    });

    private static async Task SendAsync(EndContext end, Driver driver, Wire wire, Func<MessageClient, byte[], int, Task> burst)
    {
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = end.EndPoint, Driver = driver, Tls = wire.Client(), Session = wire.Session(), Resume = wire.Resume() });
        OneWayPace pace = new(end);
        byte[] payload = JsonLines.Of(end.Size);
        byte[] marker = new byte[OneWayPace.MarkerLength];
        while (pace.Warming)
        {
            await burst(client, payload, pace.Burst);
        }

        Accepted.Check(await client.SendAsync(marker));
        long sent = 0;
        while (pace.Scoring)
        {
            await burst(client, payload, pace.Burst);
            sent += pace.Burst;
        }

        Accepted.Check(await client.SendAsync(marker));
        await client.FlushAsync();
        pace.Finish(sent);
        await Task.Delay(Timeout.Infinite);
    }

    private sealed class Counter(EndContext end) : IMessageHandler
    {
        private readonly OneWaySink _sink = new(end);
        private MessageConnection? _connection;

        public void OnConnected(MessageConnection connection) => _connection = connection;

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => _sink.Count(payload.Length);

        public async Task<Harness.Figures> FinishAsync()
        {
            Harness.Figures figures = await _sink.Finished;
            ConnectionStats stats = _connection!.GetStats();
            figures[Keys.WireShare] = stats.WireBytesReceived / (double)stats.BytesReceived;
            return figures;
        }

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) => _sink.Closed(reason, error);
    }
}
