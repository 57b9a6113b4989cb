using Sockets.EndToEnd.Children;
using Sockets.Transport;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Our framed connection, the bare legs' framing, one frame in flight, a handler at both ends.</summary>
internal static class FramedPing
{
    public static EndPair Handled(Driver driver) => new(end => ListenAsync(end, driver), end => ConnectAsync(end, driver));

    private static async Task ListenAsync(EndContext end, Driver driver)
    {
        await using FramedListener listener = FramedListener.Start(end.EndPoint, Options(driver, new Answerer()));
        end.Ready(listener.LocalEndPoint);
        await using FramedConnection connection = await listener.AcceptAsync();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task ConnectAsync(EndContext end, Driver driver)
    {
        Asker asker = new(end);
        await using FramedConnection connection = await FramedConnection.ConnectAsync(end.EndPoint, Options(driver, asker));
        asker.Start(connection);
        end.Finish(await asker.Finished);
    }

    private static FramedConnectionOptions Options(Driver driver, IFrameHandler handler) =>
        new() { Format = FrameFormats.UInt32BigEndian(), Driver = driver, Handler = handler };

    private sealed class Answerer : IFrameHandler
    {
        public void OnFrame(FramedConnection connection, ReadOnlySpan<byte> payload) =>
            Accepted.Check(connection.TrySend(payload));

        public void OnClosed(FramedConnection connection, CloseReason reason, Exception? error) =>
            Accepted.Tell(reason, error);
    }

    private sealed class Asker(EndContext end) : IFrameHandler
    {
        private readonly RoundTripAsker _asker = new(end);

        public Task<Harness.Figures> Finished => _asker.Finished;

        public void Start(FramedConnection connection) => Accepted.Check(connection.TrySend(_asker.First()));

        public void OnFrame(FramedConnection connection, ReadOnlySpan<byte> payload)
        {
            if (_asker.Answered())
            {
                Accepted.Check(connection.TrySend(_asker.Next()));
            }
        }

        public void OnClosed(FramedConnection connection, CloseReason reason, Exception? error) =>
            _asker.Closed(reason, error);
    }
}
