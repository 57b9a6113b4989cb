using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Every pair of sockets says and hears the same over tcp, ipc and inproc, whichever of them binds.</summary>
public sealed class EveryTransportTests : IAsyncDisposable
{
    private const int Count = 300;

    private readonly ZmqRig _rig = new();
    private readonly string _name = Guid.NewGuid().ToString("N");

    public static TheoryData<string, string, string, string> Matrix
    {
        get
        {
            TheoryData<string, string, string, string> data = [];
            foreach (string transport in (string[])["tcp", "ipc", "inproc"])
            {
                foreach (string binding in (string[])["sender", "receiver"])
                {
                    foreach ((string sender, string receiver) in ((string, string)[])
                        [("PUB", "SUB"), ("PUB", "XSUB"), ("XPUB", "SUB"), ("XPUB", "XSUB"), ("PUSH", "PULL"), ("PAIR", "PAIR"),
                         ("DEALER", "DEALER"), ("DEALER", "ROUTER"), ("ROUTER", "DEALER"), ("ROUTER", "ROUTER"), ("REQ", "REP"), ("REQ", "ROUTER"), ("DEALER", "REP")])
                    {
                        data.Add(transport, binding, sender, receiver);
                    }
                }
            }

            return data;
        }
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Every_pair_talks(string transport, string binding, string sender, string receiver)
    {
        Assert.SkipUnless(transport != "ipc" || OperatingSystem.IsLinux(), "Abstract names are Linux's.");
        ZmqSocket sending = Make(sender, "sender");
        ZmqSocket receiving = Make(receiver, "receiver");
        string endpoint = transport switch
        {
            "tcp" => "tcp://127.0.0.1:*",
            "ipc" => $"ipc://@{_name}",
            _ => $"inproc://{_name}",
        };
        if (binding == "sender")
        {
            receiving.Connect(sending.Bind(endpoint));
        }
        else
        {
            sending.Connect(receiving.Bind(endpoint));
        }

        await sending.WaitForPeersAsync(1, Token).WithinAsync();
        await receiving.WaitForPeersAsync(1, Token).WithinAsync();
        await Eventually.TrueAsync(() => sending is not (ZmqPublisher or ZmqXPublisher) || sending.GetPeers() is [{ Topics: 1 }]);
        if (sending is ZmqRequester requester)
        {
            await AskAsync(requester, receiving);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            await SendAsync(sending, $"{i}");
            if (receiving is ZmqReplier replier)
            {
                await AnswerAsync((ZmqDealer)sending, replier, $"{i}");
                continue;
            }

            Assert.Equal($"{i}||end", await ReceiveAsync(receiving));
        }

        await Eventually.TrueAsync(() => sending.GetStats().Traffic.Sent == Count);
        Assert.Equal(Count, receiving.GetStats().Traffic.Delivered);
    }

    private static async Task SendAsync(ZmqSocket socket, string text)
    {
        ReadOnlyMemory<byte>[] frames = [Bytes(text), default, Bytes("end")];
        switch (socket)
        {
            case ZmqPublisher publisher:
                Assert.Equal(1, publisher.PublishFrames(frames).Queued);
                break;
            case ZmqXPublisher publisher:
                Assert.Equal(1, publisher.PublishFrames(frames).Queued);
                break;
            case ZmqPush push:
                await push.SendFramesAsync(frames, Token).WithinAsync();
                break;
            case ZmqRouter router:
                Assert.Equal(SendStatus.Sent, await router.SendFramesAsync(Bytes("receiver"), frames, Token).WithinAsync());
                break;
            case ZmqDuplexSocket duplex:
                await duplex.SendFramesAsync(frames, Token).WithinAsync();
                break;
            default:
                Assert.Fail($"{socket} does not send.");
                break;
        }
    }

    private static async Task<string> ReceiveAsync(ZmqSocket socket)
    {
        switch (socket)
        {
            case ZmqRouter router:
                string named = Text(await router.ReceiveAsync(Token).WithinAsync());
                return named[(named.IndexOf('|', StringComparison.Ordinal) + 1)..];
            default:
                return Text(await ((ZmqReceivingSocket)socket).ReceiveAsync(Token).WithinAsync());
        }
    }

    /// <summary>What stands before the empty frame is the way back.</summary>
    private static async Task AnswerAsync(ZmqDealer dealer, ZmqReplier replier, string text)
    {
        using ZmqRequest request = await replier.ReceiveAsync(Token).WithinAsync();
        Assert.Equal("end"u8, request.First);
        Assert.Equal(SendStatus.Sent, request.TryReply("answer"u8));
        Assert.Equal($"{text}||answer", Text(await dealer.ReceiveAsync(Token).WithinAsync()));
    }

    private static async Task AskAsync(ZmqRequester requester, ZmqSocket answering)
    {
        for (int i = 0; i < Count; i++)
        {
            Task<ZmqMessage> asking = requester.RequestAsync(Bytes($"{i}"), Token).AsTask();
            if (answering is ZmqReplier replier)
            {
                using ZmqRequest request = await replier.ReceiveAsync(Token).WithinAsync();
                Assert.Equal(SendStatus.Sent, request.TryReply(request.First));
            }
            else
            {
                using ZmqMessage request = await ((ZmqRouter)answering).ReceiveAsync(Token).WithinAsync();
                Assert.Equal(SendStatus.Sent, ((ZmqRouter)answering).TrySendFrames(request[0], [default, request[2].ToArray()]));
            }

            Assert.Equal($"{i}", Text(await asking.WithinAsync()));
        }
    }

    private ZmqSocket Make(string type, string name)
    {
        ZmqOptions options = _rig.Options with { RoutingId = type is "DEALER" or "ROUTER" ? Bytes(name) : default };
        ZmqSocket socket = type switch
        {
            "PUB" => new ZmqPublisher(options),
            "SUB" => new ZmqSubscriber(options),
            "XPUB" => new ZmqXPublisher(options),
            "XSUB" => new ZmqXSubscriber(options),
            "PUSH" => new ZmqPush(options),
            "PULL" => new ZmqPull(options),
            "PAIR" => new ZmqPair(options),
            "DEALER" => new ZmqDealer(options),
            "ROUTER" => new ZmqRouter(options),
            "REQ" => new ZmqRequester(options),
            _ => new ZmqReplier(options),
        };
        (socket as ZmqSubscriber)?.Subscribe("");
        (socket as ZmqXSubscriber)?.Subscribe(""u8);
        return _rig.Add(socket);
    }
}
