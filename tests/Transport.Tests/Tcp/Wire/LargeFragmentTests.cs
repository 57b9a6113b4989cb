using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Fragments so large that the kernel writes them to where the message is put together.</summary>
public sealed class LargeFragmentTests : IAsyncDisposable
{
    private const int Size = 20_000;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private readonly ServerRig _server = new(options => options with
    {
        Limits = new ConnectionLimits { FrameTimeout = TimeSpan.FromSeconds(1) },
    });

    // TRN1-E5
    [Theory]
    [InlineData(8)]
    [InlineData(108)]
    [InlineData(11_000)]
    [InlineData(Size + 7)]
    public async Task A_cut_inside_one_says_how_much_of_it_arrived(int arrived)
    {
        RawPeer peer = await BeginAsync();

        await peer.SendAsync(Fragment(more: false).AsMemory(0, arrived));
        peer.Finish();

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.TruncatedFrame, ended.Reason);
        Assert.Equal($"The stream ended inside a frame: {arrived} of {Size + 8} bytes arrived.", ended.Error!.Message);
    }

    // TRN1-T1
    [Fact]
    public async Task One_that_stalls_is_given_up()
    {
        RawPeer peer = await BeginAsync();
        await peer.SendAsync(Fragment(more: false).AsMemory(0, 5000));

        Task<Recorder.Ended> ended = _server.Handler.EndedAsync();
        await _server.Time.AdvanceUntilAsync(ended, s_step);

        Assert.Equal(CloseReason.FrameTimeout, (await ended).Reason);
    }

    // TRN1-D2: what stands between two of them arrives too.
    [Fact]
    public async Task Control_may_stand_between_two_of_them()
    {
        RawPeer peer = await BeginAsync();
        await peer.SendAsync(Fragment(more: true));
        await SentAsync(peer);
        await peer.SendAsync(Fragment(more: false));
        await peer.SendAsync(Trn1Text.Data("62"));

        Assert.Equal(Trn1Text.Bytes(3 * Size), await _server.Handler.MessageAsync());
        Assert.Equal("62", await _server.Handler.MessageAsync());
    }

    // TRN1-D4
    [Fact]
    public async Task One_that_makes_the_message_too_long_is_refused_at_its_header()
    {
        await using ServerRig rig = new(options => options with { Limits = new ConnectionLimits { MaxMessageLength = (2 * Size) - 1 } });
        RawPeer peer = await rig.OpenAsync();
        await peer.SendAsync(Fragment(more: true));
        await peer.SendAsync(Fragment(more: false).AsMemory(0, 8));

        Assert.Equal(CloseReason.FrameTooLarge, (await rig.Handler.EndedAsync()).Reason);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    /// <summary>A session in which a first fragment has arrived.</summary>
    private async Task<RawPeer> BeginAsync()
    {
        RawPeer peer = await _server.OpenAsync();
        await peer.SendAsync(Fragment(more: true));
        await SentAsync(peer);
        return peer;
    }

    /// <summary>Waits until the server has received what was sent: it answers a heartbeat behind it.</summary>
    private static async Task SentAsync(RawPeer peer)
    {
        await peer.SendAsync(Trn1Text.Heartbeat(next: 1, received: 0, timestamp: 9));
        _ = await peer.ReadFrameAsync();
    }

    private static byte[] Fragment(bool more)
    {
        byte[] frame = new byte[8 + Size];
        frame.AsSpan(8).Fill(0x61);
        BitConverter.TryWriteBytes(frame, Size);
        frame[4] = 0x10;
        frame[5] = more ? (byte)1 : (byte)0;
        return frame;
    }
}
