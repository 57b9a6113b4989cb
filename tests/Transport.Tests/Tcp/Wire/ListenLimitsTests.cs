using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>How many are let in, and what those learn who are not.</summary>
public sealed class ListenLimitsTests
{
    /// <summary>Each limit, and how far the connections come that fill it.</summary>
    public static TheoryData<ListenLimits, string, bool> Limits => new()
    {
        { new ListenLimits { MaxConnections = 2 }, "MaxConnections is 2", true },
        { new ListenLimits { MaxConnections = 2 }, "MaxConnections is 2", false },
        { new ListenLimits { MaxHalfOpen = 2 }, "MaxHalfOpen is 2", false },
        { new ListenLimits { MaxPerAddress = 2 }, "MaxPerAddress is 2 and reached by 127.0.0.1", true },
    };

    // TRN1-H7, TRN1-H11: code 2, to be tried again after a second, with the limit's name; and a place that was left is free.
    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Names_the_limit_and_counts_back(ListenLimits limits, string named, bool established)
    {
        await using ServerRig rig = new(options => options with { Listen = limits });
        RawPeer[] within = [await EnterAsync(rig, established), await EnterAsync(rig, established)];

        for (int i = 0; i < 2; i++)
        {
            RawPeer over = await rig.ConnectAsync();
            Assert.Equal(Trn1Text.Reject(2, 1000, $"The server is full: {named}{(named.EndsWith('2') ? " and reached" : "")}."), await over.ReadToEndAsync());
            RefusedConnection refused = await rig.RefusedAsync();
            Assert.Equal(CloseReason.LimitReached, refused.Reason);
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
            Assert.IsType<IPEndPoint>(refused.RemoteEndPoint);
        }

        foreach (RawPeer peer in within)
        {
            peer.Dispose();
            if (established)
            {
                await rig.Handler.EndedAsync();
            }
            else
            {
                Assert.NotEqual(CloseReason.LimitReached, (await rig.RefusedAsync()).Reason);
            }
        }

        // The place is counted free just after the end was told.
        await Eventually.TrueAsync(() => rig.Outstanding == 0);
        RawPeer again = await EnterAsync(rig, established);
        await EnterAsync(rig, established);
        Assert.StartsWith("03", (await (await rig.ConnectAsync()).ReadFrameAsync())[12..], StringComparison.Ordinal);
        again.Dispose();
    }

    // TRN1-H11: who is established is not half open any more.
    [Fact]
    public async Task A_finished_handshake_makes_room_for_the_next()
    {
        await using ServerRig rig = new(options => options with { Listen = new ListenLimits { MaxHalfOpen = 1 } });

        for (int i = 0; i < 5; i++)
        {
            await rig.OpenAsync();
        }

        await Eventually.TrueAsync(() => rig.Server.Connections.Count == 5);
    }

    // TRN1-H7: what a client makes of it.
    [Fact]
    public async Task A_client_is_told_the_limit()
    {
        await using ServerRig rig = new(options => options with { Listen = new ListenLimits { MaxConnections = 1 } });
        await rig.OpenAsync();

        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(rig.Server.LocalEndPoint));

        Assert.Equal(CloseReason.Refused, refused.Reason);
        Assert.Contains("MaxConnections is 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1000 ms", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_port_is_taken()
    {
        await using ServerRig rig = new();

        var failure = Assert.Throws<ConnectionClosedException>(
            () => MessageServer.Start(new MessageServerOptions { EndPoint = rig.Server.LocalEndPoint }));

        Assert.Equal(CloseReason.ConnectFailed, failure.Reason);
        Assert.Contains($"Cannot listen on {rig.Server.LocalEndPoint}: the address is in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        // Bound and not listening: the port is nobody else's meanwhile.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(bound.LocalEndPoint!));

        Assert.Equal(CloseReason.ConnectFailed, failure.Reason);
        Assert.Contains($"Cannot connect to {bound.LocalEndPoint}: nobody listens there", failure.Message, StringComparison.Ordinal);
    }

    // No resolver is asked about a name that cannot be one.
    [Fact]
    public async Task Says_that_the_host_is_unknown()
    {
        string name = new('a', 64);

        var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(new DnsEndPoint(name, 9)));

        Assert.Equal(CloseReason.ConnectFailed, failure.Reason);
        Assert.Contains($"The host {name} is unknown", failure.Message, StringComparison.Ordinal);
    }

    private static Task<MessageClient> ConnectAsync(EndPoint endPoint) => MessageClient.ConnectAsync(
        new MessageClientOptions { EndPoint = endPoint, ConnectTimeout = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken).AsTask().WithinAsync();

    private static async Task<RawPeer> EnterAsync(ServerRig rig, bool established)
    {
        if (established)
        {
            RawPeer open = await rig.OpenAsync();
            await rig.Handler.ConnectedAsync();
            return open;
        }

        // Half open: it has said something, and it was let in before the next is.
        long before = rig.Outstanding;
        RawPeer peer = await rig.ConnectAsync();
        await peer.SendAsync("93");
        await Eventually.TrueAsync(() => rig.Outstanding > before);
        return peer;
    }
}
