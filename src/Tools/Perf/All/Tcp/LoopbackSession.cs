using System.Net;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>
/// Both ends of one session over 127.0.0.1, in this process. A measurement that hangs is aborted: its sends and
/// receives then fail, and say so.
/// </summary>
internal sealed class LoopbackSession : IAsyncDisposable
{
    // Beyond the time it is meant to take: opening, emptying queues, closing, on a machine that has other things to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly MessageServer _server;
    private readonly CancellationTokenSource _deadline;

    private LoopbackSession(MessageServer server, MessageClient client, MessageConnection accepted, CancellationTokenSource deadline)
    {
        _server = server;
        _deadline = deadline;
        Client = client;
        Accepted = accepted;
        Stream = new SessionStream(client.Connection, Broken);
        deadline.Token.Register(() =>
        {
            client.Connection.Abort();
            accepted.Abort();
        });
    }

    /// <summary>The sending side.</summary>
    public MessageClient Client { get; }

    /// <summary>The sending side as a stream.</summary>
    public SessionStream Stream { get; }

    /// <summary>The listening side's end.</summary>
    public MessageConnection Accepted { get; }

    /// <summary>Listens, connects and shakes hands.</summary>
    /// <exception cref="TransportException">The loopback cannot be used.</exception>
    public static async Task<LoopbackSession> OpenAsync(LoopbackSetup setup)
    {
        CancellationTokenSource deadline = new((setup.Time.WarmUp + setup.Time.Scored) + s_patience);
        ServingHandler? serving = setup.ServerSink is { } sink ? new ServingHandler(sink) : null;
        MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = setup.Driver,
            Handler = serving,
            Session = setup.Session,
            Limits = setup.Limits,
        });
        MessageClient? client = null;
        try
        {
            client = await MessageClient.ConnectAsync(
                new MessageClientOptions
                {
                    EndPoint = server.LocalEndPoint,
                    Driver = setup.Driver,
                    Handler = setup.ClientSink is { } answers ? new SinkHandler(answers) : null,
                    Session = setup.Session,
                    Limits = setup.Limits,
                },
                deadline.Token);
            MessageConnection accepted = serving is not null
                ? await serving.Connection.WaitAsync(deadline.Token)
                : await server.AcceptAsync(deadline.Token);
            return new LoopbackSession(server, client, accepted, deadline);
        }
        catch
        {
            await (client?.DisposeAsync() ?? ValueTask.CompletedTask);
            await server.DisposeAsync();
            deadline.Dispose();
            throw;
        }
    }

    /// <summary>Ends the session in order. Afterwards both sides' counters stand still.</summary>
    /// <exception cref="ConnectionClosedException">It had ended otherwise.</exception>
    public async Task CloseAsync()
    {
        await Client.CloseAsync();
        CloseReason reason = await Client.Closed;
        CloseReason other = await Accepted.Closed;
        if (reason is not (CloseReason.LocalClose or CloseReason.PeerClose) || other is not (CloseReason.LocalClose or CloseReason.PeerClose))
        {
            throw Broken();
        }
    }

    /// <summary>What to throw when the session has ended in the middle of a measurement.</summary>
    public ConnectionClosedException Broken()
    {
        if (_deadline.IsCancellationRequested)
        {
            return new ConnectionClosedException(CloseReason.LocalAbort, "a measurement did not come to its end in time and was broken off");
        }

        MessageConnection side = Accepted.Error is null ? Client.Connection : Accepted;
        return new ConnectionClosedException(
            side.CloseReason, $"the session broke off: {side.CloseReason}{(side.Error is { } error ? $", {error.Message}" : "")}", side.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
        _deadline.Dispose();
    }
}
