using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Broadcasts to some who have agreed on compression and some who have not.</summary>
public sealed class BroadcastCompressionTests : IAsyncDisposable
{
    private readonly BroadcastRig _rig = new();
    private readonly CountingCompressor _compressor = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_message_is_compressed_once_and_goes_as_it_is_to_who_has_no_algorithm()
    {
        SessionRig plain = await JoinAsync(null);
        SessionRig[] packed = [await JoinAsync(_compressor), await JoinAsync(_compressor)];

        BroadcastResult result = _rig.Group.TryBroadcast(Shrinking(600));

        Assert.Equal(new BroadcastResult(3, Sent: 3, 0, 0, 0), result);
        Assert.Equal(1, _compressor.Compressed);
        await AssertArrivesAsync(Shrinking(600), plain, packed[0], packed[1]);
        Assert.Equal(0, plain.Server.Checked().CompressedMessages);
        Assert.All(packed, session => Assert.Equal((1, 600), (session.Server.Checked().CompressedMessages, session.Server.Checked().BytesBeforeCompression)));
        Assert.All(packed, session => Assert.InRange(session.Server.Checked().BytesAfterCompression, 1, 100));
    }

    [Fact]
    public async Task What_waits_is_stored_once_in_each_form()
    {
        SessionRig[] sessions = [await JoinAsync(null), await JoinAsync(_compressor), await JoinAsync(null), await JoinAsync(_compressor)];
        _rig.TryEach("1", "2", "3");

        Assert.Equal(4, _rig.Group.TryBroadcast(Shrinking(600)).Queued);

        Assert.Equal(2, _rig.Outstanding);
        foreach (SessionRig session in sessions)
        {
            Assert.Equal(["1", "2", "3"], await BroadcastRig.ReadAsync(session, 3));
        }

        await AssertArrivesAsync(Shrinking(600), sessions);
        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
    }

    /// <summary>The first who has an algorithm decides; whoever has another gets the message as it is.</summary>
    [Fact]
    public async Task One_algorithm_is_used_for_a_message()
    {
        CountingCompressor other = new() { Algorithm = 201 };
        SessionRig[] sessions = [await JoinAsync(_compressor), await JoinAsync(other), await JoinAsync(_compressor)];

        _rig.Group.TryBroadcast(Shrinking(600));

        await AssertArrivesAsync(Shrinking(600), sessions);
        Assert.Equal((1, 0), (_compressor.Compressed, other.Compressed));
        Assert.Equal([1, 0, 1], sessions.Select(session => session.Server.Checked().CompressedMessages));
    }

    [Fact]
    public async Task Each_sessions_shortest_length_holds()
    {
        SessionRig late = await JoinAsync(_compressor, from: 1_000);
        SessionRig soon = await JoinAsync(_compressor, from: 100);

        foreach (int length in new[] { 99, 100, 1_000 })
        {
            _rig.Group.TryBroadcast(Shrinking(length));
            await AssertArrivesAsync(Shrinking(length), late, soon);
        }

        Assert.Equal((1, 2), (late.Server.Checked().CompressedMessages, soon.Server.Checked().CompressedMessages));
    }

    [Fact]
    public async Task What_does_not_shrink_goes_as_it_is()
    {
        SessionRig session = await JoinAsync(_compressor);
        byte[] noise = new byte[600];
        new Random(1).NextBytes(noise);

        _rig.Group.TryBroadcast(noise);

        await AssertArrivesAsync(noise, session);
        Assert.Equal((1, 0), (_compressor.Compressed, session.Server.Checked().CompressedMessages));
        Assert.Equal(0, _rig.Outstanding);
    }

    /// <summary>Half of it shrinks: in one frame that is copied, in one that is sent out of the shared block, and in several.</summary>
    [Theory]
    [InlineData(40_000)]
    [InlineData(100_000)]
    [InlineData(400_000)]
    public async Task A_large_message_arrives_whole_in_either_form(int length)
    {
        SessionRig[] sessions = [await JoinAsync(null), await JoinAsync(_compressor), await JoinAsync(_compressor)];
        byte[] message = new byte[length];
        new Random(1).NextBytes(message.AsSpan(length / 2));

        BroadcastResult result = await _rig.Group.BroadcastAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(3, result.Sent);
        await AssertArrivesAsync(message, sessions);
        Assert.Equal([0, 1, 1], sessions.Select(session => session.Server.Checked().CompressedMessages));
        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
    }

    [Fact]
    public async Task A_compressor_that_throws_fails_the_call_and_nothing_else()
    {
        SessionRig session = await JoinAsync(_compressor);
        _compressor.Throws = true;

        Assert.Throws<InvalidOperationException>(() => _rig.Group.TryBroadcast(Shrinking(600)));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _rig.Group.BroadcastAsync(Shrinking(600), TestContext.Current.CancellationToken).AsTask());

        _compressor.Throws = false;
        Assert.Equal(1, _rig.Group.TryBroadcast(Shrinking(700)).Sent);
        await AssertArrivesAsync(Shrinking(700), session);
        Assert.Equal(1, _rig.Check().Submitted);
    }

    private static byte[] Shrinking(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 10))];

    private static async Task AssertArrivesAsync(byte[] message, params SessionRig[] sessions)
    {
        foreach (SessionRig session in sessions)
        {
            using Message received = await session.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(message, received.Span);
        }
    }

    private Task<SessionRig> JoinAsync(CountingCompressor? compressor, int from = SessionOptions.DefaultCompressFrom) =>
        _rig.JoinAsync(OverflowPolicy.DropOldest, both: new SessionOptions { Compressor = compressor, CompressFrom = from });
}
