using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>Two ends inside one process behave like two sockets: bounded, in order, and with the same endings.</summary>
public sealed class MemoryStreamLinkTests
{
    private const int Capacity = 10;

    private readonly MemoryStreamLink _one;
    private readonly MemoryStreamLink _other;

    public MemoryStreamLinkTests() => (_one, _other) = MemoryStreamLink.Pair(new DnsEndPoint("here", 1), Capacity);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_arrives_and_no_more_than_it_holds_is_taken()
    {
        Assert.Equal(new LinkResult(4, SocketError.Success), _one.TrySend("abcd"u8));
        Assert.Equal(new LinkResult(6, SocketError.Success), _one.TrySend("efghijkl"u8));
        Assert.True(_one.TrySend("k"u8).WouldBlock);
        Assert.True(_other.HasUnread);
        byte[] buffer = new byte[7];
        Assert.Equal(7, (await _other.ReceiveAsync(buffer)).Bytes);
        Assert.Equal("abcdefg"u8, buffer);
        Assert.Equal(new LinkResult(7, SocketError.Success), _one.TrySend("klmnopqrs"u8));
        Assert.Equal(7, (await _other.ReceiveAsync(buffer)).Bytes);
        Assert.Equal("hijklmn"u8, buffer);
    }

    [Fact]
    public async Task Who_waits_for_bytes_or_for_room_goes_on()
    {
        byte[] buffer = new byte[20];
        Task<LinkResult> waiting = _other.ReceiveAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        _one.TrySend("0123456789"u8);
        Assert.Equal(new LinkResult(0, SocketError.Success), await waiting.WithinAsync());
        Task<LinkResult> sending = _one.SendAsync("ab"u8.ToArray()).AsTask();
        Assert.False(sending.IsCompleted);
        Assert.Equal(10, (await _other.ReceiveAsync(buffer)).Bytes);
        Assert.Equal(2, (await sending.WithinAsync()).Bytes);
        Assert.Equal(2, (await _other.ReceiveAsync(buffer)).Bytes);
    }

    [Theory]
    [InlineData("finish", SocketError.Success)]
    [InlineData("dispose", SocketError.Success)]
    [InlineData("abort", SocketError.ConnectionReset)]
    public async Task An_orderly_end_comes_behind_what_was_sent_and_a_reset_at_once(string how, SocketError error)
    {
        byte[] buffer = new byte[20];
        _one.TrySend("abc"u8);
        End(_one, how);
        int bytes = error == SocketError.Success ? 3 : 0;
        Assert.Equal(new LinkResult(bytes, error), await _other.ReceiveAsync(buffer));
        Assert.Equal(new LinkResult(0, error), await _other.ReceiveAsync(buffer));
    }

    [Theory]
    [InlineData("dispose")]
    [InlineData("abort")]
    public async Task Everybody_who_waits_is_told_of_the_end(string how)
    {
        _one.TrySend("0123456789"u8);
        Task<LinkResult> ownReceive = _one.ReceiveAsync(new byte[1]).AsTask();
        Task<LinkResult> ownSend = _one.SendAsync("x"u8.ToArray()).AsTask();
        _other.TrySend("0"u8);
        Assert.Equal(1, (await ownReceive.WithinAsync()).Bytes);
        ownReceive = _one.ReceiveAsync(new byte[1]).AsTask();
        End(_one, how);
        Assert.Equal(SocketError.OperationAborted, (await ownReceive.WithinAsync()).Error);
        Assert.Equal(SocketError.OperationAborted, (await ownSend.WithinAsync()).Error);
        Assert.Equal(SocketError.ConnectionReset, _other.TrySend("x"u8).Error);
    }

    [Fact]
    public async Task Any_pieces_on_both_sides_are_one_stream()
    {
        const int Length = 20_000;
        int seed = Seed.Take();
        byte[] all = new byte[Length];
        new Random(seed).NextBytes(all);
        Task sending = Task.Run(() => SendAsync(all, new Random(seed + 1)), Token);
        byte[] received = new byte[Length];
        Random random = new(seed + 2);
        for (int at = 0; at < Length;)
        {
            int most = random.Next(0, Math.Min(2 * Capacity, Length - at) + 1);
            at += (await _other.ReceiveAsync(received.AsMemory(at, most)).AsTask().WithinAsync()).Bytes;
        }

        await sending.WithinAsync();
        Assert.Equal(all, received);
    }

    private async Task SendAsync(byte[] all, Random random)
    {
        for (int at = 0; at < all.Length;)
        {
            ReadOnlyMemory<byte> piece = all.AsMemory(at, random.Next(1, Math.Min(2 * Capacity, all.Length - at) + 1));
            LinkResult sent = random.Next(2) == 0 ? _one.TrySend(piece.Span) : default;
            at += sent.Bytes > 0 ? sent.Bytes : (await _one.SendAsync(piece)).Bytes;
        }
    }

    private static void End(MemoryStreamLink link, string how)
    {
        switch (how)
        {
            case "finish":
                link.ShutdownSend();
                break;
            case "dispose":
                link.ShutdownSend();
                link.Dispose();
                break;
            default:
                link.Abort();
                break;
        }
    }
}
