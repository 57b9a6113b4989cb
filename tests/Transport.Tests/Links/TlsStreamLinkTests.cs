using System.Net.Sockets;
using System.Security.Authentication;
using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>Bytes over TLS: what arrives, in how many calls it leaves, and how it ends.</summary>
public sealed class TlsStreamLinkTests
{
    private const int Record = 16 * 1024;

    [Fact]
    public async Task Carries_bytes_both_ways_over_TLS_13()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        pair.Client.TrySend("ping"u8);
        Assert.Equal("ping", await TlsPair.ReadTextAsync(pair.Server, 4));
        pair.Server.TrySend("pong"u8);
        Assert.Equal("pong", await TlsPair.ReadTextAsync(pair.Client, 4));
        Assert.Equal(SslProtocols.Tls13, pair.Client.Agreed.Protocol);
        Assert.Equal("CN=server.test", pair.Client.Agreed.Peer!.Subject);
        Assert.Null(pair.Server.Agreed.Peer);
    }

    [Fact]
    public async Task Sends_a_batch_of_records_in_one_call()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        int before = pair.ClientWire.Calls.Length;

        LinkResult sent = pair.Client.TrySend(new byte[4 * Record]);

        Assert.Equal(4 * Record, sent.Bytes);
        Assert.Single(pair.ClientWire.Calls[before..]);
        Assert.Equal(0, pair.Outstanding);
    }

    [Fact]
    public async Task Counts_as_sent_what_the_kernel_has_whole_records_of()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        byte[] batch = Numbers(4 * Record);
        pair.ClientWire.TakeOnly(Record + 1000);

        Assert.Equal(Record, pair.Client.TrySend(batch).Bytes);
        Assert.True(pair.Client.TrySend(batch.AsSpan(Record)).WouldBlock);

        Task<LinkResult> waiting = pair.Client.SendAsync(batch.AsMemory(Record)).AsTask();
        Assert.False(waiting.IsCompleted);
        pair.ClientWire.TakeMore(1 << 20);
        int sent = Record + (await waiting.WithinAsync()).Bytes;
        await TlsPair.SendAllAsync(pair.Client, batch.AsMemory(sent));

        Assert.Equal(batch, await TlsPair.ReadAsync(pair.Server, batch.Length));
    }

    [Fact]
    public async Task Says_that_it_would_block_until_a_record_is_out()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        pair.ClientWire.TakeOnly(0);

        Assert.True(pair.Client.TrySend("abc"u8).WouldBlock);
        Assert.True(pair.Client.TrySend("abc"u8).WouldBlock);
        pair.ClientWire.TakeMore(1 << 20);

        Assert.Equal(3, pair.Client.TrySend("abc"u8).Bytes);
        Assert.Equal("abc", await TlsPair.ReadTextAsync(pair.Server, 3));
    }

    [Fact]
    public async Task Waits_without_a_buffer_until_there_is_something()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        Task<LinkResult> waiting = pair.Server.ReceiveAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        pair.Client.TrySend("x"u8);

        Assert.Equal(default, await waiting.WithinAsync());
        Assert.Equal("x", await TlsPair.ReadTextAsync(pair.Server, 1));
    }

    [Fact]
    public async Task Says_that_something_is_unread_while_the_stack_holds_it()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        pair.Client.TrySend("abc"u8);

        await TlsPair.ReadAsync(pair.Server, 2);
        Assert.True(pair.Server.HasUnread);
        await pair.Server.ReceiveAsync(new byte[2]).WithinAsync();
        Assert.False(pair.Server.HasUnread);
    }

    [Fact]
    public async Task Ends_one_direction_and_goes_on_in_the_other()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        pair.Client.TrySend("last"u8);
        pair.Client.ShutdownSend();

        Assert.Equal("last", await TlsPair.ReadTextAsync(pair.Server));
        Assert.False(pair.Server.EndWasCut);
        pair.Server.TrySend("answer"u8);
        pair.Server.ShutdownSend();
        Assert.Equal("answer", await TlsPair.ReadTextAsync(pair.Client));
        Assert.False(pair.Client.EndWasCut);
    }

    [Fact]
    public async Task Says_the_end_after_what_the_kernel_had_not_taken_yet()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        pair.ClientWire.TakeOnly(0);

        pair.Client.ShutdownSend();
        Assert.False(pair.ClientWire.IsFinished);
        await Eventually.TrueAsync(() => pair.ClientWire.IsBlocked);
        pair.ClientWire.TakeMore(1 << 20);

        Assert.Empty(await TlsPair.ReadAsync(pair.Server));
        Assert.False(pair.Server.EndWasCut);
    }

    [Fact]
    public async Task Takes_an_end_without_close_notify_for_a_cut()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        pair.Client.TrySend("half"u8);
        pair.ClientWire.ShutdownSend();

        Assert.Equal("half", await TlsPair.ReadTextAsync(pair.Server));
        Assert.True(pair.Server.EndWasCut);
    }

    [Fact]
    public async Task Reports_a_reset_as_one()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        pair.ClientWire.Abort();

        Assert.Equal(SocketError.ConnectionReset, (await pair.Server.ReceiveAsync(new byte[10]).WithinAsync()).Error);
        Assert.True(pair.Server.TrySend("x"u8).Failed);
        Assert.Null(pair.Server.Failure);
    }

    [Fact]
    public async Task Refuses_a_record_that_was_changed_on_the_way()
    {
        using TlsPair pair = await TlsPair.OpenAsync();

        pair.ServerWire.Deliver([0x17, 0x03, 0x03, 0x00, 0x14, .. new byte[20]]);

        Assert.True((await pair.Server.ReceiveAsync(new byte[10]).WithinAsync()).Failed);
        Assert.Equal(CloseReason.TlsFailed, pair.Server.Failure!.Reason);
    }

    [Fact]
    public async Task Understands_a_peer_whose_bytes_come_one_at_a_time()
    {
        using TlsPair pair = new(below: link => new BoundedLink(link, atATime: 1));
        await pair.ShakeHandsAsync();

        pair.Server.TrySend("slowly"u8);

        Assert.Equal("slowly", await TlsPair.ReadTextAsync(pair.Client, 6));
    }

    [Fact]
    public async Task Takes_no_cut_for_an_end_wherever_it_falls()
    {
        int whole = await ExchangeAsync(int.MaxValue, cut: false);
        for (int at = 0; at < whole; at += at % 64 < 8 ? 1 : 7)
        {
            await ExchangeAsync(at, cut: true);
        }
    }

    [Fact]
    public async Task Reads_and_writes_at_the_same_time()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        byte[] there = Numbers(3_000_001);
        byte[] back = Numbers(2_000_003);

        Task<byte[]> atServer = Task.Run(() => TlsPair.ReadAsync(pair.Server, there.Length), TestContext.Current.CancellationToken);
        Task<byte[]> atClient = Task.Run(() => TlsPair.ReadAsync(pair.Client, back.Length), TestContext.Current.CancellationToken);
        Task sending = Task.Run(() => TlsPair.SendAllAsync(pair.Client, there), TestContext.Current.CancellationToken);
        await TlsPair.SendAllAsync(pair.Server, back);
        await sending.WithinAsync();

        Assert.Equal(there, await atServer.WithinAsync());
        Assert.Equal(back, await atClient.WithinAsync());
    }

    [Fact]
    public async Task An_end_in_the_middle_of_receiving_is_safe()
    {
        for (int i = 0; i < 20; i++)
        {
            using TlsPair pair = await TlsPair.OpenAsync();
            byte[] there = Numbers(300_000);
            Task<byte[]> reading = Task.Run(() => TlsPair.ReadAsync(pair.Server), TestContext.Current.CancellationToken);
            Task sending = Task.Run(() => TlsPair.SendAllAsync(pair.Client, there), TestContext.Current.CancellationToken);

            pair.Server.ShutdownSend();
            await sending.WithinAsync();
            pair.Client.ShutdownSend();

            Assert.Equal(there, await reading.WithinAsync());
            Assert.Empty(await TlsPair.ReadAsync(pair.Client));
            Assert.False(pair.Client.EndWasCut);
        }
    }

    [Fact]
    public async Task An_abort_wakes_who_receives_and_gives_everything_back()
    {
        using TlsPair pair = await TlsPair.OpenAsync();
        Task<LinkResult> waiting = pair.Server.ReceiveAsync(new byte[10]).AsTask();
        pair.ServerWire.TakeOnly(0);
        Task<LinkResult> sending = pair.Server.SendAsync(new byte[100]).AsTask();

        pair.Server.Abort();
        pair.Server.Dispose();

        Assert.True((await waiting.WithinAsync()).Failed);
        Assert.True((await sending.WithinAsync()).Failed);
        Assert.True(pair.Server.TrySend("x"u8).Failed);
        await Eventually.TrueAsync(() => pair.Outstanding == 0);
    }

    /// <summary>A handshake and 100 bytes to a client that gets no more than so many bytes.</summary>
    private static async Task<int> ExchangeAsync(int most, bool cut)
    {
        BoundedLink? below = null;
        using TlsPair pair = new(below: link => below = new BoundedLink(link, most));
        (LinkResult opened, _) = await pair.ShakeHandsAsync();
        byte[] got = [];
        if (!opened.Failed)
        {
            pair.Server.TrySend(Numbers(100));
            pair.Server.ShutdownSend();
            got = await TlsPair.ReadAsync(pair.Client);
        }

        Assert.Equal(Numbers(got.Length), got);
        Assert.Equal(cut, opened.Failed || pair.Client.EndWasCut);
        Assert.True(opened.Failed ? pair.Client.Failure is not null : cut || got.Length == 100);
        return below!.Arrived;
    }

    private static byte[] Numbers(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 8));
        }

        return bytes;
    }
}
