using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Interop.Tests.Tcp;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>
/// Every pair of socket types with libzmq in another process, whoever binds, over TCP and Unix sockets, with NULL, PLAIN and
/// CURVE: how many messages of several frames, one of them empty, and in which order.
/// </summary>
public sealed class LibzmqMatrixTests : IAsyncDisposable
{
    private const int Count = 1000;

    private readonly LibzmqStage _stage = new();

    public static TheoryData<string, string, Listener, Way, Mechanism> FromPeer => Matrix(
        ("SUB", "PUB"), ("SUB", "XPUB"), ("XSUB", "PUB"), ("XSUB", "XPUB"), ("PULL", "PUSH"), ("PAIR", "PAIR"), ("DEALER", "DEALER"),
        ("DEALER", "ROUTER"), ("ROUTER", "DEALER"), ("ROUTER", "ROUTER"));

    public static TheoryData<string, string, Listener, Way, Mechanism> ToPeer => Matrix(
        ("PUB", "SUB"), ("PUB", "XSUB"), ("XPUB", "SUB"), ("XPUB", "XSUB"), ("PUSH", "PULL"), ("PAIR", "PAIR"), ("DEALER", "DEALER"),
        ("DEALER", "ROUTER"), ("ROUTER", "DEALER"), ("ROUTER", "ROUTER"));

    public static TheoryData<string, string, Listener, Way, Mechanism> Asking => Matrix(
        ("REQ", "REP"), ("REQ", "ROUTER"), ("REP", "REQ"), ("REP", "DEALER"), ("DEALER", "REP"), ("ROUTER", "REQ"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(FromPeer))]
    public async Task Everything_a_peer_sends_arrives_in_order(string ours, string theirs, Listener listener, Way way, Mechanism mechanism)
    {
        var socket = (ZmqReceivingSocket)_stage.Make(ours, Options(mechanism));
        Running peer = await _stage.MeetAsync(socket, theirs, "send", Count, listener, way, mechanism, "id=they", "to=we");
        bool begun = false;
        int expected = 0;
        while (expected < Count)
        {
            using ZmqMessage message = await LibzmqStage.ReceiveAsync(socket);
            if (message.First.SequenceEqual("sync"u8))
            {
                if (!begun)
                {
                    await peer.WriteAsync("go\n"u8.ToArray());
                }

                begun = true;
                continue;
            }

            int at = ours == "ROUTER" ? 1 : 0;
            Assert.Equal(at + 3, message.FrameCount);
            Assert.True(at == 0 || message.First.SequenceEqual("they"u8));
            Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(message[at]));
            Assert.True(message[at + 1].IsEmpty);
            Assert.True(message[at + 2].SequenceEqual(Payload(expected)));
            expected++;
        }

        await peer.FinishAsync();
    }

    [Theory]
    [MemberData(nameof(ToPeer))]
    public async Task Everything_we_send_arrives_in_order(string ours, string theirs, Listener listener, Way way, Mechanism mechanism)
    {
        ZmqSocket socket = _stage.Make(ours, Options(mechanism));
        Running peer = await _stage.MeetAsync(socket, theirs, "receive", Count, listener, way, mechanism, "id=they");
        await ReadyAsync(socket);
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Count; i++)
        {
            ReadOnlyMemory<byte>[] frames = Frames(i);
            switch (socket)
            {
                case ZmqPublisher pub:
                    Assert.Equal(1, pub.PublishFrames(frames).Queued);
                    break;
                case ZmqXPublisher pub:
                    Assert.Equal(1, pub.PublishFrames(frames).Queued);
                    break;
                case ZmqPush push:
                    await push.SendFramesAsync(frames, Token);
                    break;
                case ZmqRouter router:
                    Assert.Equal(SendStatus.Sent, await router.SendFramesAsync("they"u8.ToArray(), frames, Token));
                    break;
                default:
                    await ((ZmqDuplexSocket)socket).SendFramesAsync(frames, Token);
                    break;
            }

            Add(digest, theirs == "ROUTER" ? ["we"u8.ToArray(), .. frames] : frames);
        }

        await peer.SaysAsync($"received {Count}");
        Assert.Contains(Convert.ToHexStringLower(digest.GetHashAndReset()), peer.Said, StringComparison.Ordinal);
        await peer.FinishAsync();
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task Requests_are_answered_either_way(string ours, string theirs, Listener listener, Way way, Mechanism mechanism)
    {
        ZmqSocket socket = _stage.Make(ours, Options(mechanism));
        string action = ours is "REQ" or "DEALER" ? "echo" : theirs == "REQ" ? "send" : "ask";
        Running peer = await _stage.MeetAsync(socket, theirs, action, Count, listener, way, mechanism, "id=they");
        for (int i = 0; i < Count; i++)
        {
            ReadOnlyMemory<byte>[] frames = Frames(i);
            switch (socket)
            {
                case ZmqRequester requester:
                    using (ZmqMessage answer = await requester.RequestFramesAsync(frames, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token))
                    {
                        Holds(answer, frames[2], default, frames[0]);
                    }

                    break;
                case ZmqDealer dealer:
                    await dealer.SendFramesAsync((ReadOnlyMemory<byte>[])[default, .. frames], Token);
                    using (ZmqMessage answer = await LibzmqStage.ReceiveAsync(dealer))
                    {
                        Holds(answer, default, frames[2], default, frames[0]);
                    }

                    break;
                case ZmqRouter router:
                    using (ZmqMessage request = await LibzmqStage.ReceiveAsync(router))
                    {
                        Holds(request, ["they"u8.ToArray(), default, .. frames]);
                    }

                    Assert.Equal(SendStatus.Sent, await router.SendFramesAsync("they"u8.ToArray(), (ReadOnlyMemory<byte>[])[default, .. frames.Reverse()], Token));
                    break;
                default:
                    using (ZmqRequest request = await ((ZmqReplier)socket).ReceiveAsync(Token).AsTask().WaitAsync(LibzmqStage.Limit, Token))
                    {
                        Assert.True(request.First.SequenceEqual(frames[0].Span));
                        Assert.Equal(SendStatus.Sent, request.TryReplyFrames((ReadOnlyMemory<byte>[])[.. frames.Reverse()]));
                    }

                    break;
            }
        }

        await peer.FinishAsync();
    }

    private static async Task ReadyAsync(ZmqSocket socket)
    {
        if (socket is ZmqPublisher publisher)
        {
            await publisher.WaitForSubscribersAsync(1, default, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        }
        else if (socket is ZmqXPublisher xpub)
        {
            using ZmqMessage subscription = await LibzmqStage.ReceiveAsync(xpub);
            Assert.True(subscription.First.SequenceEqual((ReadOnlySpan<byte>)[1]));
        }
        else
        {
            await socket.WaitForPeersAsync(1, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        }
    }

    private static void Holds(ZmqMessage message, params ReadOnlyMemory<byte>[] frames)
    {
        Assert.Equal(frames.Length, message.FrameCount);
        for (int i = 0; i < frames.Length; i++)
        {
            Assert.True(message[i].SequenceEqual(frames[i].Span));
        }
    }

    private static ReadOnlyMemory<byte>[] Frames(int number) => [Encoding.ASCII.GetBytes($"{number}"), default, Payload(number)];

    private static byte[] Payload(int number) => Enumerable.Repeat((byte)'x', (int)(number * 7919L % 701)).ToArray();

    private static void Add(IncrementalHash digest, ReadOnlyMemory<byte>[] frames)
    {
        digest.AppendData(BitConverter.GetBytes(frames.Length));
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            digest.AppendData(BitConverter.GetBytes(frame.Length));
            digest.AppendData(frame.Span);
        }
    }

    private static TheoryData<string, string, Listener, Way, Mechanism> Matrix(params (string Ours, string Theirs)[] pairs)
    {
        TheoryData<string, string, Listener, Way, Mechanism> data = [];
        foreach ((string ours, string theirs) in pairs)
        {
            foreach (Way way in Enum.GetValues<Way>())
            {
                data.Add(ours, theirs, Listener.Ours, way, Mechanism.Null);
                data.Add(ours, theirs, Listener.Ours, way, Mechanism.PlainServer);
                data.Add(ours, theirs, Listener.Ours, way, Mechanism.CurveServer);
                data.Add(ours, theirs, Listener.Peer, way, Mechanism.Null);
                if (theirs != "REQ")
                {
                    // A libzmq REQ with a ZAP handler gets no answer from a libzmq REP either, PLAIN or CURVE (seen with 4.3.4).
                    data.Add(ours, theirs, Listener.Peer, way, Mechanism.PlainClient);
                    data.Add(ours, theirs, Listener.Peer, way, Mechanism.CurveClient);
                }
            }
        }

        return data;
    }

    private ZmqOptions Options(Mechanism mechanism) =>
        _stage.Options(mechanism) with { SendHighWaterMark = 2 * Count, RoutingId = "we"u8.ToArray() };
}
