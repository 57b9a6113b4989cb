using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Connections that come in crowds and mean nothing. The limits they hit are those of ListenLimits.</summary>
public sealed class ConnectionStormTests
{
    private const int Crowd = 64;

    // TRN1-H11: MaxHalfOpen, and the handshake's time gives its places back.
    [Fact]
    public async Task A_crowd_that_says_nothing_fills_MaxHalfOpen_until_HandshakeTimeout()
    {
        const int HalfOpen = 4;
        await using ServerRig rig = new(options => options with { Listen = new ListenLimits { MaxHalfOpen = HalfOpen } });
        for (int i = 0; i < Crowd; i++)
        {
            await rig.ConnectAsync();
        }

        for (int i = 0; i < Crowd - HalfOpen; i++)
        {
            RefusedConnection refused = await rig.RefusedAsync();
            Assert.Equal(CloseReason.LimitReached, refused.Reason);
            Assert.Contains("MaxHalfOpen is 4", refused.Message, StringComparison.Ordinal);
        }

        rig.Time.Advance(TimeSpan.FromSeconds(6));
        for (int i = 0; i < HalfOpen; i++)
        {
            Assert.Equal(CloseReason.HandshakeTimeout, (await rig.RefusedAsync()).Reason);
        }

        await Eventually.TrueAsync(() => rig.Outstanding == 0);
        await rig.OpenAsync();
    }

    // TRN1-H11: who comes and goes at once costs a place for that moment only.
    [Fact]
    public async Task Connections_that_are_reset_at_once_leave_nothing_and_keep_nobody_out()
    {
        await using ServerRig rig = new(options => options with { Listen = new ListenLimits { MaxHalfOpen = Crowd + 1 } });
        for (int i = 0; i < Crowd; i++)
        {
            (await rig.ConnectAsync()).Reset();
        }

        RawPeer honest = await rig.OpenAsync();
        await honest.SendAsync(Trn1Text.Data("61"));

        Assert.Equal("61", await rig.Handler.MessageAsync());
        honest.Dispose();
        await rig.Handler.EndedAsync();
        await Eventually.TrueAsync(() => rig.Outstanding == 0 && rig.Server.Connections.Count == 0);
    }
}
