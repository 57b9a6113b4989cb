using System.Net.Sockets;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Whoever reads while a connection ends gets everything that came before the end, however the end comes.</summary>
public sealed class LastMessagesTests : IAsyncDisposable
{
    private const int Rounds = 200;

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("tcp://127.0.0.1:*", ReadBy.One)]
    [InlineData("tcp://127.0.0.1:*", ReadBy.Batch)]
    [InlineData("tcp://127.0.0.1:*", ReadBy.ReadAll)]
    [InlineData("inproc://last-messages", ReadBy.One)]
    [InlineData("inproc://last-messages", ReadBy.ReadAll)]
    public async Task Nothing_that_came_before_the_end_is_lost(string endpoint, ReadBy readBy)
    {
        Random random = new(Seed.Take());
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with { ReceiveHighWaterMark = 7 }));
        string bound = pull.Bind(endpoint.Replace("last-messages", $"{Guid.NewGuid():N}", StringComparison.Ordinal));
        for (int round = 0; round < Rounds; round++)
        {
            int count = random.Next(1, 30);
            ZmqPush push = new(_rig.Options with { Linger = TimeSpan.FromSeconds(30) });
            push.Connect(bound);
            Task sending = SendAsync(push, count, random.Next(Numbered.Size, 2000));
            await ReadAsync(pull, count, readBy);
            await sending.WithinAsync();
        }

        Assert.Equal(pull.GetStats().Traffic.Received, pull.GetStats().Traffic.Delivered);
    }

    [Fact]
    public async Task A_malformed_frame_takes_nothing_with_it_that_came_before()
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with { ReceiveHighWaterMark = 2 }));
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(pull.Bind("tcp://127.0.0.1:*"));
        await peer.SendAsync(Wire.EngineRig.Greeting31 + "04 1a 05 5245414459 0b 536f636b65742d54797065 00000004 50555348");
        await peer.SendAsync("00 01 41 00 01 42 00 01 43 04 00");
        foreach (string expected in (string[])["A", "B", "C"])
        {
            Assert.Equal(expected, Text(await pull.ReceiveAsync(Token).WithinAsync()));
        }

        Assert.Equal(CloseReason.ProtocolViolation, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
    }

    [Fact]
    public async Task What_came_before_sending_failed_is_read()
    {
        using Socket listener = WireTests.Listen(out string endpoint);
        ZmqDealer dealer = _rig.Add(new ZmqDealer(_rig.Options with { ReceiveHighWaterMark = 2 }));
        dealer.Connect(endpoint);
        using (ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener))
        {
            await peer.SendAsync(Wire.EngineRig.Greeting31 + "04 1c 05 5245414459 0b 536f636b65742d54797065 00000006 524f55544552" + Twenty());
            await peer.ReadAsync(64 + 43);
            await Eventually.TrueAsync(() => dealer.GetStats().Traffic.Unread == 2);
        }

        // The first is answered by a reset, the second fails.
        await Eventually.TrueAsync(() => dealer.TrySend("to nobody"u8) != SendStatus.Sent);

        await ReadTwentyAsync(dealer);
        Assert.Equal(CloseReason.PeerReset, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
    }

    [Fact]
    public async Task What_came_before_the_end_of_a_peer_in_this_process_is_read_though_sending_failed()
    {
        string endpoint = $"inproc://{Guid.NewGuid():N}";
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options with { Linger = TimeSpan.FromSeconds(30) }));
        router.Bind(endpoint);
        ZmqDealer dealer = _rig.Add(new ZmqDealer(_rig.Options with { ReceiveHighWaterMark = 2, RoutingId = Bytes("dealer") }));
        dealer.Connect(endpoint);
        await router.WaitForPeersAsync(1, Token).WithinAsync();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(SendStatus.Sent, router.TrySend("dealer"u8, [(byte)i]));
        }

        await Eventually.TrueAsync(() => dealer.GetStats().Traffic.Unread == 2);
        await router.DisposeAsync().WithinAsync();
        await Eventually.TrueAsync(() => dealer.TrySend("to nobody"u8) != SendStatus.Sent);

        await ReadTwentyAsync(dealer);
    }

    [Fact]
    public async Task A_peer_that_has_gone_is_not_asked_for_signs_of_life_while_its_messages_wait()
    {
        ManualTime time = new();
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with { ReceiveHighWaterMark = 2, TimeProvider = time }));
        using (ZmtpPeer peer = await ZmtpPeer.ConnectAsync(pull.Bind("tcp://127.0.0.1:*")))
        {
            await peer.SendAsync(Wire.EngineRig.Greeting31 + "04 1a 05 5245414459 0b 536f636b65742d54797065 00000004 50555348" + Twenty());
            await peer.ReadAsync(64 + 28);
            await Eventually.TrueAsync(() => pull.GetStats().Traffic.Unread == 2);
        }

        for (int i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(11));
        }

        await ReadTwentyAsync(pull);
        Assert.Equal(CloseReason.PeerClose, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
    }

    [Fact]
    public async Task Of_many_readers_every_message_wakes_one()
    {
        const int Readers = 4;
        Random random = new(Seed.Take());
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options));
        push.Connect(pull.Bind("tcp://127.0.0.1:*"));
        int received = 0;
        for (int round = 0; round < Rounds; round++)
        {
            // As many wait as come, and some give up meanwhile.
            using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task<ZmqMessage>[] giveUp = [.. Enumerable.Range(0, Readers).Select(_ => pull.ReceiveAsync(leaving.Token).AsTask())];
            Task<ZmqMessage>[] stay = [.. Enumerable.Range(0, Readers).Select(_ => pull.ReceiveAsync(Token).AsTask())];
            int count = random.Next(1, Readers + 1);
            Task sending = SendAllAsync(push, count);
            await leaving.CancelAsync();
            await sending.WithinAsync();
            await Task.WhenAll(giveUp).ContinueWith(static _ => { }, TaskScheduler.Default).WithinAsync();
            int taken = giveUp.Count(static one => one.IsCompletedSuccessfully);
            await SendAllAsync(push, Readers - (count - taken)).WithinAsync();
            await Task.WhenAll(stay).WithinAsync();
            foreach (Task<ZmqMessage> one in giveUp.Concat(stay).Where(static one => one.IsCompletedSuccessfully))
            {
                (await one).Dispose();
                received++;
            }
        }

        Assert.Equal(received, pull.GetStats().Traffic.Delivered);
        Assert.Equal(received, push.GetStats().Traffic.Offered);
    }

    /// <summary>Messages of one octet, from 0 to 19.</summary>
    private static string Twenty() => string.Concat(Enumerable.Range(0, 20).Select(i => $" 00 01 {i:x2}"));

    private static async Task ReadTwentyAsync(ZmqReceivingSocket socket)
    {
        for (int i = 0; i < 20; i++)
        {
            using ZmqMessage message = await socket.ReceiveAsync(Token).WithinAsync();
            Assert.Equal(i, message.First[0]);
        }
    }

    private static async Task SendAllAsync(ZmqPush push, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await push.SendAsync(Bytes("x"), Token);
        }
    }

    private static async Task SendAsync(ZmqPush push, int count, int length)
    {
        for (int i = 0; i < count; i++)
        {
            await push.SendAsync(Numbered.Make(0, i, length), Token);
        }

        await push.DisposeAsync();
    }

    private static async Task ReadAsync(ZmqPull pull, int count, ReadBy readBy)
    {
        Numbered numbered = new(senders: 1);
        switch (readBy)
        {
            case ReadBy.One:
                while (numbered.Count < count)
                {
                    using ZmqMessage message = await pull.ReceiveAsync(Token).WithinAsync();
                    numbered.Check(message.First);
                }

                break;
            case ReadBy.Batch:
                var batch = new ZmqMessage[5];
                while (numbered.Count < count)
                {
                    int taken = await pull.ReceiveAsync(batch, Token).WithinAsync();
                    foreach (ZmqMessage one in batch.AsSpan(0, taken))
                    {
                        numbered.Check(one.First);
                        one.Dispose();
                    }
                }

                break;
            default:
                await foreach (ZmqMessage one in pull.ReceiveAllAsync(Token))
                {
                    numbered.Check(one.First);
                    one.Dispose();
                    if (numbered.Count == count)
                    {
                        break;
                    }
                }

                break;
        }
    }

    public enum ReadBy
    {
        One,
        Batch,
        ReadAll,
    }
}
