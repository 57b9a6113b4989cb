using System.Collections.Concurrent;
using System.Threading.Channels;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>
/// A peer that vanishes at every single byte of a small session: the reason is always the right one, and nothing is left
/// behind.
/// </summary>
[Collection(Alone.Name)]
public sealed class CutTests : IDisposable
{
    private readonly ConcurrentQueue<Exception> _unobserved = new();

    public CutTests() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    /// <summary>How the peer goes.</summary>
    public enum Cut
    {
        /// <summary>The end of its stream (FIN), as of a process that was killed.</summary>
        Finish,

        /// <summary>A reset (RST), as of a host that knows nothing of the connection any more.</summary>
        Reset,
    }

    // TRN1-E4, TRN1-E5, TRN1-E7
    [Theory]
    [InlineData(Cut.Finish, Driver.Async)]
    [InlineData(Cut.Finish, Driver.DedicatedThread)]
    [InlineData(Cut.Reset, Driver.Async)]
    [InlineData(Cut.Reset, Driver.DedicatedThread)]
    public async Task A_server_knows_a_client_that_vanished_from_one_that_left(Cut cut, Driver driver)
    {
        int sockets = OpenSockets();
        var ends = new Ends();
        await using (ServerRig rig = new(options => options with { Driver = driver, Handler = ends, OnRefused = ends.OnRefused }))
        {
            await EveryByteAsync([Trn1Text.Preamble, Trn1Text.Hello()], cut, async said =>
            {
                using RawPeer peer = await rig.ConnectAsync();
                await peer.SendAsync(said);
                Go(peer, cut);
                (CloseReason reason, string? text) = await ends.NextAsync();
                return (reason, text, rig.Outstanding);
            });
            Assert.Empty(rig.Server.Connections);
        }

        await NothingIsLeftAsync(sockets);
    }

    // TRN1-E4, TRN1-E5, TRN1-E7
    [Theory]
    [InlineData(Cut.Finish, Driver.Async)]
    [InlineData(Cut.Finish, Driver.DedicatedThread)]
    [InlineData(Cut.Reset, Driver.Async)]
    [InlineData(Cut.Reset, Driver.DedicatedThread)]
    public async Task A_client_knows_a_server_that_vanished_from_one_that_left(Cut cut, Driver driver)
    {
        int sockets = OpenSockets();
        await using (ClientRig rig = new(options => options with { Driver = driver }))
        {
            await EveryByteAsync([Trn1Text.Welcome()], cut, async said =>
            {
                (Task<MessageClient> connecting, RawPeer peer, _) = await rig.GreetAsync();
                await peer.SendAsync(said);
                Go(peer, cut);
                (CloseReason reason, string? text) = await EndOfAsync(connecting);
                peer.Dispose();
                return (reason, text, rig.Outstanding);
            });
        }

        await NothingIsLeftAsync(sockets);
    }

    // TRN1-A1: whoever gave up waiting for an acknowledgement is not told by the finalizer.
    [Fact]
    public async Task A_wait_that_was_given_up_leaves_nothing_behind()
    {
        int sockets = OpenSockets();
        await using (ClientRig rig = new())
        {
            (MessageClient client, RawPeer peer) = await rig.OpenAsync();
            client.TrySend([0x61]);
            using (CancellationTokenSource impatience = new())
            {
                Task acknowledged = client.AcknowledgedAsync(impatience.Token).AsTask();
                await impatience.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acknowledged.WithinAsync());
            }

            peer.Reset();
            await client.Closed.WithinAsync();
        }

        await NothingIsLeftAsync(sockets);
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    /// <summary>Plays a session up to each of its bytes, and judges what the other side made of it.</summary>
    private static async Task EveryByteAsync(
        string[] opening, Cut cut, Func<ReadOnlyMemory<byte>, Task<(CloseReason Reason, string? Text, long Outstanding)>> seeAsync)
    {
        string[] upToBoundaries =
        [
            "",
            .. opening,
            Trn1Text.Data("61"),
            Trn1Text.Data("62 63"),
            $"{Trn1Text.More(Trn1Text.Bytes(256))} {Trn1Text.Data("64")}",
            Trn1Text.Credit(5_000_000, 70_000),
        ];
        HashSet<int> boundaries = [];
        List<byte> session = [];
        foreach (string part in upToBoundaries)
        {
            session.AddRange(Hex.Bytes(part));
            boundaries.Add(session.Count);
        }

        byte[] bytes = [.. session];
        for (int at = 0; at <= bytes.Length; at++)
        {
            (CloseReason reason, string? text, long outstanding) = await seeAsync(bytes.AsMemory(0, at));

            string where = $"Cut after {at} of {bytes.Length} bytes";
            CloseReason expected = cut == Cut.Reset || boundaries.Contains(at) ? CloseReason.PeerReset : CloseReason.TruncatedFrame;
            Assert.True(reason == expected, $"{where}: {reason} instead of {expected} ({text})");
            Assert.True(outstanding == 0, $"{where}: {outstanding} pooled buffers were still out");
        }
    }

    private static void Go(RawPeer peer, Cut cut)
    {
        if (cut == Cut.Finish)
        {
            peer.Finish();
        }
        else
        {
            peer.Reset();
        }
    }

    private static async Task<(CloseReason Reason, string? Text)> EndOfAsync(Task<MessageClient> connecting)
    {
        try
        {
            MessageClient client = await connecting.WithinAsync();
            CloseReason reason = await client.Closed.WithinAsync();
            await client.DisposeAsync().WithinAsync();
            return (reason, client.Connection.Error?.Message);
        }
        catch (ConnectionClosedException e)
        {
            return (e.Reason, e.Message);
        }
        catch (ProtocolViolationException e)
        {
            return (e.Reason, e.Message);
        }
    }

    private static int OpenSockets() => OperatingSystem.IsLinux() ? ProcessResources.Sockets : 0;

    private async Task NothingIsLeftAsync(int sockets)
    {
        await Eventually.TrueAsync(() => OpenSockets() <= sockets);
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(_unobserved);
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _unobserved.Enqueue(e.Exception);

    /// <summary>How connections ended, whether or not they had been established.</summary>
    private sealed class Ends : IMessageHandler
    {
        private readonly Channel<(CloseReason, string?)> _ends = Channel.CreateUnbounded<(CloseReason, string?)>();

        public Task<(CloseReason Reason, string? Text)> NextAsync() => _ends.Reader.ReadAsync().WithinAsync();

        public void OnRefused(RefusedConnection refused) => _ends.Writer.TryWrite((refused.Reason, refused.Message));

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
        }

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
            _ends.Writer.TryWrite((reason, error?.Message));
    }
}
