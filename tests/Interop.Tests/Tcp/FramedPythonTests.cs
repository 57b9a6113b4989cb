using System.Net;
using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The library's framed connections against a peer made of Python's socket and struct.</summary>
public sealed class FramedPythonTests
{
    private const string AnyPort = "tcp://127.0.0.1:0";

    public static MatrixTheoryData<string, Listener> Meetings => new(FrameCase.Names, Enum.GetValues<Listener>());

    public static MatrixTheoryData<string, string> Cuts => new(FrameCase.Names, ["together", "dribble"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Both_sides_send_at_once_and_every_frame_arrives_as_it_was_sent(string framing, Listener listener)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        (Running peer, FramedConnection connection) = await MeetAsync(stage, frames, listener, frames.Payloads, "whole");
        await using FramedConnection owner = connection;

        Task<string> receiving = ReceiveAllAsync(connection, frames);
        foreach (byte[] payload in frames.Payloads)
        {
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(payload, Token));
        }

        Assert.Equal(frames.ToLines(frames.Payloads), await receiving);
        await connection.CloseAsync(Token);
        Assert.Equal(frames.ToLines(frames.Payloads), frames.FromLines(Encoding.ASCII.GetString(await peer.FinishAsync())));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Frames_are_the_same_however_the_peer_cuts_its_writes(string framing, string manner)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        IReadOnlyList<byte[]> payloads = manner == "together" ? FrameCase.Small : frames.Payloads;
        (Running peer, FramedConnection connection) = await MeetAsync(stage, frames, Listener.Ours, payloads, manner);
        await using FramedConnection owner = connection;

        Assert.Equal(frames.ToLines(payloads), await ReceiveAllAsync(connection, frames));
    }

    private static async Task<(Running Peer, FramedConnection Connection)> MeetAsync(
        Stage stage, FrameCase frames, Listener listener, IReadOnlyList<byte[]> payloads, string manner)
    {
        FramedConnectionOptions options = new() { Format = frames.Format };
        if (listener == Listener.Peer)
        {
            Running server = stage.Script("frames.py", "listen", AnyPort, frames.Name, manner);
            await server.EndInputAsync(Encoding.ASCII.GetBytes(frames.ToLines(payloads)));
            IPEndPoint at = IPEndPoint.Parse((await server.ListeningAsync())["tcp://".Length..]);
            return (server, await FramedConnection.ConnectAsync(at, options, Token));
        }

        await using FramedListener ours = FramedListener.Start(new IPEndPoint(IPAddress.Loopback, 0), options);
        Running client = stage.Script("frames.py", "connect", $"tcp://{ours.LocalEndPoint}", frames.Name, manner);
        await client.EndInputAsync(Encoding.ASCII.GetBytes(frames.ToLines(payloads)));
        return (client, await ours.AcceptAsync(Token));
    }

    private static async Task<string> ReceiveAllAsync(FramedConnection connection, FrameCase frames)
    {
        List<byte[]> received = [];
        await foreach (Message message in connection.ReadAllAsync(Token))
        {
            using (message)
            {
                received.Add(message.Span.ToArray());
            }
        }

        return frames.ToLines(received);
    }
}
