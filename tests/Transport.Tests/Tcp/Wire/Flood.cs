using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Someone who sends without end to a peer that does not read, until the connection takes no more.</summary>
internal sealed class Flood
{
    private const int PayloadLength = 60_000;

    private readonly MessageConnection _connection;

    private Flood(MessageConnection connection)
    {
        _connection = connection;
        Accepted = Task.Run(SendAsync);
    }

    /// <summary>How many messages were accepted, once none is any more.</summary>
    public Task<ulong> Accepted { get; }

    public static Flood Over(MessageConnection connection) => new(connection);

    /// <summary>
    /// Done when the kernel seems to take nothing more. It may be wrong about that on a machine that stalls, so no test
    /// may fail because of it.
    /// </summary>
    public async Task StalledAsync()
    {
        const int Enough = 100;
        int quiet = 0;
        long seen = 0;
        await Eventually.TrueAsync(() =>
        {
            long sent = _connection.GetStats().WireBytesSent;
            quiet = sent == seen && sent > PayloadLength ? quiet + 1 : 0;
            seen = sent;
            return quiet >= Enough;
        });
    }

    private async Task<ulong> SendAsync()
    {
        byte[] payload = new byte[PayloadLength];
        ulong accepted = 0;
        while (await _connection.SendAsync(payload, TestContext.Current.CancellationToken) == SendStatus.Sent)
        {
            accepted++;
        }

        return accepted;
    }
}
