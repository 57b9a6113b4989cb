using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Our session, one message in flight: a server whose handler answers, and a client that handles or pulls.</summary>
internal static class NativePing
{
    /// <summary>The client's handler sends the next request.</summary>
    public static EndPair Handled(Driver driver, Wire wire = Wire.Plain) =>
        new(end => ListenAsync(end, driver, wire), end => HandleAsync(end, driver, wire));

    /// <summary>The client awaits every answer.</summary>
    public static EndPair Pulled(Driver driver) => new(end => ListenAsync(end, driver, Wire.Plain), end => PullAsync(end, driver));

    private static async Task ListenAsync(EndContext end, Driver driver, Wire wire)
    {
        await using MessageServer server = MessageServer.Start(
            new MessageServerOptions { EndPoint = end.EndPoint, Driver = driver, Handler = new Answerer(), Tls = wire.Server() });
        end.Ready(server.LocalEndPoint);
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task HandleAsync(EndContext end, Driver driver, Wire wire)
    {
        Asker asker = new(end);
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = end.EndPoint, Driver = driver, Handler = asker, Tls = wire.Client() });
        asker.Start(client.Connection);
        end.Finish(await asker.Finished);
    }

    private static async Task PullAsync(EndContext end, Driver driver)
    {
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = end.EndPoint, Driver = driver });
        byte[] payload = new byte[end.Size];
        RoundTripMeter meter = new(end);
        meter.Start();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
            Accepted.Check(client.TrySend(payload));
            using Message answer = await client.ReceiveAsync();
        }
        while (meter.Record(started, Stopwatch.GetTimestamp()));
        end.Finish(meter.Figures());
    }

    private sealed class Answerer : IMessageHandler
    {
        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) =>
            Accepted.Check(connection.TrySend(payload));

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
            Accepted.Tell(reason, error);
    }

    private sealed class Asker(EndContext end) : IMessageHandler
    {
        private readonly RoundTripAsker _asker = new(end);

        public Task<Harness.Figures> Finished => _asker.Finished;

        public void Start(MessageConnection connection) => Accepted.Check(connection.TrySend(_asker.First()));

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
            if (_asker.Answered())
            {
                Accepted.Check(connection.TrySend(_asker.Next()));
            }
        }

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
            _asker.Closed(reason, error);
    }
}
