using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Our framed connection in one direction, the bare legs' framing: TrySend, SendAsync where that is refused, a handler.</summary>
internal static class FramedFlow
{
    public static EndPair Handled(Driver driver) => new(end => ListenAsync(end, driver), end => ConnectAsync(end, driver));

    private static async Task ListenAsync(EndContext end, Driver driver)
    {
        Counter counter = new(end);
        await using FramedListener listener = FramedListener.Start(end.EndPoint, Options(driver, counter));
        end.Ready(listener.LocalEndPoint);
        await using FramedConnection connection = await listener.AcceptAsync();
        end.Finish(await counter.Finished);
    }

    private static async Task ConnectAsync(EndContext end, Driver driver)
    {
        await using FramedConnection connection = await FramedConnection.ConnectAsync(end.EndPoint, Options(driver, handler: null));
        OneWayPace pace = new(end);
        byte[] payload = new byte[end.Size];
        byte[] marker = new byte[OneWayPace.MarkerLength];
        while (pace.Warming)
        {
            await BurstAsync(connection, payload, pace.Burst);
        }

        Accepted.Check(await connection.SendAsync(marker));
        long sent = 0;
        while (pace.Scoring)
        {
            await BurstAsync(connection, payload, pace.Burst);
            sent += pace.Burst;
        }

        Accepted.Check(await connection.SendAsync(marker));
        await connection.FlushAsync();
        pace.Finish(sent);
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task BurstAsync(FramedConnection connection, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!Accepted.Is(connection.TrySend(payload)))
            {
                Accepted.Check(await connection.SendAsync(payload));
            }
        }
    }

    private static FramedConnectionOptions Options(Driver driver, IFrameHandler? handler) =>
        new() { Format = FrameFormats.UInt32BigEndian(), Driver = driver, Handler = handler };

    private sealed class Counter(EndContext end) : IFrameHandler
    {
        private readonly OneWaySink _sink = new(end);

        public Task<Harness.Figures> Finished => _sink.Finished;

        public void OnFrame(FramedConnection connection, ReadOnlySpan<byte> payload) => _sink.Count(payload.Length);

        public void OnClosed(FramedConnection connection, CloseReason reason, Exception? error) => _sink.Closed(reason, error);
    }
}
