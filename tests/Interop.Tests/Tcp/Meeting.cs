using System.Net;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.Tcp;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>A session of the library with Peers/trn1.py.</summary>
internal sealed class Meeting : IAsyncDisposable
{
    private readonly IAsyncDisposable _ours;

    private Meeting(IAsyncDisposable ours, Running peer, MessageConnection connection)
    {
        _ours = ours;
        Peer = peer;
        Connection = connection;
    }

    public Running Peer { get; }

    public MessageConnection Connection { get; }

    /// <summary>Brings both sides together.</summary>
    /// <param name="stage">Where the peer runs.</param>
    /// <param name="listener">Who listens.</param>
    /// <param name="session">Our window.</param>
    /// <param name="longest">The longest message we take.</param>
    /// <param name="peerOptions">What the peer is told.</param>
    public static Task<Meeting> BeginAsync(
        Stage stage, Listener listener, SessionOptions session, int longest, params string[] peerOptions) =>
        BeginAsync(stage, listener, session, longest, new RequestOptions(), peerOptions);

    /// <summary>The same, for sides that ask each other.</summary>
    public static async Task<Meeting> BeginAsync(
        Stage stage, Listener listener, SessionOptions session, int longest, RequestOptions requests, params string[] peerOptions)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        ConnectionLimits limits = new() { MaxMessageLength = longest };
        if (listener == Listener.Ours)
        {
            MessageServer server = MessageServer.Start(new MessageServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Session = session,
                Requests = requests,
                Limits = limits,
            });
            Running connecting = stage.Script("trn1.py", ["connect", $"tcp://{server.LocalEndPoint}", .. peerOptions]);
            return new Meeting(server, connecting, await server.AcceptAsync(token));
        }

        Running listening = stage.Script("trn1.py", ["listen", "tcp://127.0.0.1:0", .. peerOptions]);
        MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions
            {
                EndPoint = IPEndPoint.Parse((await listening.ListeningAsync())["tcp://".Length..]),
                Session = session,
                Requests = requests,
                Limits = limits,
            },
            token);
        return new Meeting(client, listening, client.Connection);
    }

    public ValueTask DisposeAsync() => _ours.DisposeAsync();
}
