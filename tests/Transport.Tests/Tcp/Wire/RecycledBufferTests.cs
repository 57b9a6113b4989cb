using System.Net;
using Sockets.Transport.Buffers;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>
/// Blocks go from one connection to the next with what the last one left in them. A checked pool leaves 0xDD there, which
/// no test sends: wherever it turned up, another peer's bytes could.
/// </summary>
public sealed class RecycledBufferTests
{
    private const string Left = "dd dd";

    // Without this the tests below would show nothing.
    [Fact]
    public void A_block_that_is_lent_again_holds_what_was_left_in_it()
    {
        using CheckedPool pool = new();
        PooledBuffer block = pool.Rent(300);
        block.Array.AsSpan().Clear();
        block.Release();

        PooledBuffer again = pool.Rent(300);

        Assert.Same(block, again);
        Assert.Equal(-1, again.Array.AsSpan().IndexOfAnyExcept((byte)0xdd));
        again.Release();
    }

    // Every length around a block's, so that one byte too many would be a byte of somebody else.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(8_192)]
    [InlineData(8_193)]
    [InlineData(100_000)]
    public async Task A_reader_is_shown_its_message_and_not_a_byte_of_the_block_behind_it(int length)
    {
        await using ServerRig rig = new(options => options with { Handler = null });
        RawPeer peer = await rig.OpenAsync();
        MessageConnection connection = await rig.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        int whole = length / 60_000 * 60_000;
        for (int round = 0; round < 3; round++)
        {
            if (whole > 0)
            {
                await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(whole)));
            }

            await peer.SendAsync(Trn1Text.Data(Trn1Text.Bytes(length - whole)));
            using Message message = await connection.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(Trn1Text.Bytes(length), Hex.Text(message.Span));
        }

        // First the peer, which says no farewell, while the clock that would cut that short stands still.
        peer.Dispose();
        await connection.DisposeAsync().WithinAsync();
    }

    // Whatever goes out is what was written: data of any length, fragments, control, and the last words.
    [Fact]
    public async Task Nothing_on_the_wire_is_what_a_block_held_before()
    {
        await using ServerRig rig = new(options => options with { Listen = new ListenLimits { MaxConnections = 1 } });
        RawPeer peer = await rig.OpenAsync();
        MessageConnection connection = await rig.Handler.ConnectedAsync();
        Task<string> said = peer.ReadToEndAsync();

        foreach (int length in new[] { 0, 1, 255, 256, 257, 5_000, 40_000, 100_000 })
        {
            byte[] payload = new byte[length];
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(payload, TestContext.Current.CancellationToken));
        }

        await peer.SendAsync($"{Trn1Text.Heartbeat(1, 0, timestamp: 5)} {Trn1Text.Data("61")}");
        Assert.Equal("61", await rig.Handler.MessageAsync());
        using RawPeer over = await RawPeer.ConnectAsync((IPEndPoint)rig.Server.LocalEndPoint);
        Assert.DoesNotContain(Left, await over.ReadToEndAsync(), StringComparison.Ordinal);
        await peer.TrySendAsync(Hex.Bytes("00 00 00 00 7f 00 00 00"));

        string all = await said;
        Assert.Contains("0a 00 00 00 04 00", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Left, all, StringComparison.Ordinal);
    }
}
