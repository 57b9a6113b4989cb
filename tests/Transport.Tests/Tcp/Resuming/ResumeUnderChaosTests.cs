using Sockets.Transport.Tests.Support.Chaos;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>Scripted exchanges over real connections that a proxy cuts at every byte, one byte further each time.</summary>
public sealed class ResumeUnderChaosTests
{
    public enum Way
    {
        ToServer,
        ToClient,
    }

    public static TheoryData<Exchange, Way> Exchanges => new MatrixTheoryData<Exchange, Way>(
        [Exchange.Plain, Exchange.Compressed, Exchange.Requests], [Way.ToServer, Way.ToClient]);

    // TRN1-S3, TRN1-S5, TRN1-S6, TRN1-S9
    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Everything_arrives_once_and_in_order_wherever_it_is_cut(Exchange exchange, Way way)
    {
        (ScriptedExchange.Bytes opened, ScriptedExchange.Bytes all) = await ScriptedExchange.PlayAsync(exchange, Weather.Fair, Weather.Fair);
        (long first, long last) = way == Way.ToServer ? (opened.ToServer, all.ToServer) : (opened.ToClient, all.ToClient);
        Assert.True(last - first > 100);
        for (long cut = first; cut <= last; cut++)
        {
            Weather cutThere = new() { After = cut, Then = Mishap.HalfClose };
            await (way == Way.ToServer
                ? ScriptedExchange.PlayAsync(exchange, cutThere, Weather.Fair)
                : ScriptedExchange.PlayAsync(exchange, Weather.Fair, cutThere));
        }
    }

    /// <summary>A reset takes along what neither side has read yet. Behind the first byte that follows on HELLO, the client has its WELCOME.</summary>
    [Fact]
    public async Task Everything_arrives_once_and_in_order_wherever_it_is_reset()
    {
        (ScriptedExchange.Bytes opened, ScriptedExchange.Bytes all) = await ScriptedExchange.PlayAsync(Exchange.Plain, Weather.Fair, Weather.Fair);
        for (long cut = opened.ToServer + 1; cut <= all.ToServer; cut++)
        {
            await ScriptedExchange.PlayAsync(Exchange.Plain, new Weather { After = cut, Then = Mishap.Reset }, Weather.Fair);
        }
    }

    /// <summary>Nobody is told of these two: the heartbeats notice.</summary>
    [Theory]
    [InlineData(Mishap.Stall)]
    [InlineData(Mishap.BlackHole)]
    public async Task A_connection_that_falls_silent_is_given_up_for_another(Mishap mishap)
    {
        Weather silent = new() { After = 250, Then = mishap };
        await ScriptedExchange.PlayAsync(Exchange.Plain, silent, Weather.Fair, deadAfterMissed: 6);
    }

    [Fact]
    public async Task A_slow_and_crumbling_way_is_no_cut()
    {
        Weather slow = new() { Piece = 1, Delay = TimeSpan.FromMilliseconds(0.1), BytesPerSecond = 100_000 };
        await ScriptedExchange.PlayAsync(Exchange.Compressed, slow, slow);
    }
}
