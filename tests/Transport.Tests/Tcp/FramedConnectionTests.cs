using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

public sealed class FramedConnectionTests
{
    private static readonly FramedConnectionOptions s_lines = new() { Format = FrameFormats.Line(maxFrameLength: 100_000) };

    public static TheoryData<Driver> All => Drivers.All;

    [Fact]
    public async Task A_handler_gets_the_frames_the_ends_of_bursts_and_one_end()
    {
        List<string> calls = [];
        FrameActions handler = new()
        {
            Frame = (_, payload) => calls.Add(System.Text.Encoding.ASCII.GetString(payload)),
            BatchEnd = _ => calls.Add("|"),
            Closed = (_, reason, error) => calls.Add($"{reason} {error}"),
        };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(s_lines with { Handler = handler }, s_lines);

        link.Client.TrySend("ab"u8);
        await link.Client.FlushAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        Assert.Equal(CloseReason.PeerClose, await link.Accepted.Closed.WithinAsync());
        Assert.Equal(["ab", "|", "PeerClose "], calls);
        Assert.Equal(CloseReason.LocalClose, link.Client.CloseReason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_reader_that_stops_stops_the_peer_and_memory_stays_bounded(Driver driver)
    {
        // 16 MiB: more than the buffers of both kernels and of both ends hold.
        const int Frames = 16 * 1024;
        const int Bound = 64 * 1024;
        FramedConnectionOptions options = new() { Format = FrameFormats.UInt32BigEndian(), Driver = driver };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(options with { ReceiveBufferBytes = Bound }, options);
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < Frames; i++)
                {
                    Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(Numbered.Make(0, i, length: 1024), CancellationToken.None));
                }
            },
            CancellationToken.None);
        await Eventually.TrueAsync(() => link.Accepted.GetStats().MessagesUnread >= Bound / 1024);
        Numbered received = new(1);

        while (received.Count < Frames)
        {
            // One burst may come on top of the bound. The other blocks are the sender's, and one to receive into.
            Assert.InRange(link.Accepted.GetStats().MessagesUnread, 0, (Bound + (256 * 1024)) / 1024);
            Assert.InRange(link.Outstanding, 0, ((Bound + (256 * 1024)) / 1024) + 8);
            Assert.InRange(link.Client.GetStats().BytesPending, 0, FramedConnectionOptions.DefaultSendBufferBytes);
            Assert.True(received.Count > 0 || !sending.IsCompleted);
            using Message frame = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            received.Check(frame.Span);
        }

        await sending.WithinAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_parked_connection_can_be_aborted_and_disposed(Driver driver)
    {
        FramedConnectionOptions options = new() { Format = FrameFormats.UInt32BigEndian(), Driver = driver, ReceiveBufferBytes = 1 };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(options, options);
        link.Client.TrySend("ab"u8);
        await Eventually.TrueAsync(() => link.Accepted.GetStats().MessagesUnread == 1);

        link.Accepted.Abort();

        Assert.Equal(CloseReason.LocalAbort, await link.Accepted.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerReset, await link.Client.Closed.WithinAsync());
        Assert.True(link.Accepted.TryReceive(out Message frame));
        frame.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_peers_half_close_ends_receiving_and_lets_us_send_on(Driver driver)
    {
        FramedConnectionOptions options = s_lines with { Driver = driver };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(options, options);
        link.Client.TrySend("question"u8);
        Task closing = link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(["question"], await ReadToTheEndAsync(link.Accepted));
        Assert.Equal(CloseReason.None, link.Accepted.CloseReason);
        Assert.Equal(SendStatus.Sent, link.Accepted.TrySend("answer 1"u8));
        Assert.Equal(SendStatus.Sent, await link.Accepted.SendAsync("answer 2"u8.ToArray(), TestContext.Current.CancellationToken));
        await link.Accepted.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        await closing.WithinAsync();
        Assert.Equal(["answer 1", "answer 2"], await ReadToTheEndAsync(link.Client));
        Assert.Equal((CloseReason.LocalClose, CloseReason.LocalClose), (link.Client.CloseReason, link.Accepted.CloseReason));
    }

    [Fact]
    public async Task What_a_handler_answers_at_the_end_is_sent_before_the_connection_ends()
    {
        FrameActions handler = new()
        {
            Frame = static (connection, payload) =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    _ = connection.SendAsync(Numbered.Make(0, i, length: 1000), CancellationToken.None).AsTask();
                }
            },
        };
        FramedConnectionOptions options = new() { Format = FrameFormats.UInt32BigEndian() };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(options with { Handler = handler }, options);
        link.Client.TrySend([1]);
        Task closing = link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        Numbered received = new(1);

        await foreach (Message frame in link.Client.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                received.Check(frame.Span);
            }
        }

        await closing.WithinAsync();
        Assert.Equal(1000, received.Count);
        Assert.Equal(CloseReason.PeerClose, await link.Accepted.Closed.WithinAsync());
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_says_so()
    {
        await using FramedListener listener = FramedListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), new FramedConnectionOptions { Format = FrameFormats.UInt32BigEndian() });
        using Socket peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint, TestContext.Current.CancellationToken);
        await using FramedConnection accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        await peer.SendAsync(Hex.Bytes("00 00 00 01 61  00 00 00 02 62"), SocketFlags.None, TestContext.Current.CancellationToken);
        peer.Shutdown(SocketShutdown.Send);

        using (Message whole = await accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync())
        {
            Assert.Equal("a"u8, whole.Span);
        }

        ProtocolViolationException end = await Assert.ThrowsAsync<ProtocolViolationException>(
            () => accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync());
        Assert.Equal(CloseReason.TruncatedFrame, end.Reason);
        Assert.Equal(CloseReason.TruncatedFrame, await accepted.Closed.WithinAsync());
    }

    [Fact]
    public async Task What_came_whole_before_a_bad_frame_can_be_read()
    {
        FramedConnectionOptions limited = new() { Format = FrameFormats.Line(maxFrameLength: 4) };
        FramedConnectionOptions raw = new() { Format = FrameFormats.Raw() };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(limited, raw);

        // In one burst, whatever the machine is busy with.
        link.Client.TrySend("ab\ncd\nmuch too long"u8);

        Assert.Equal(CloseReason.FrameTooLarge, await link.Accepted.Closed.WithinAsync());
        Assert.True(link.Accepted.TryReceive(out Message first));
        Assert.True(link.Accepted.TryReceive(out Message second));
        Assert.Equal("abcd"u8, [.. first.Span, .. second.Span]);
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_handler_that_throws_ends_its_own_connection()
    {
        FrameActions faulty = new() { Frame = static (_, _) => throw new InvalidDataException("of the test") };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(s_lines with { Handler = faulty }, s_lines);

        link.Client.TrySend("x"u8);

        Assert.Equal(CloseReason.HandlerFailed, await link.Accepted.Closed.WithinAsync());
        Assert.IsType<InvalidDataException>(link.Accepted.Error);
    }

    private static async Task<string[]> ReadToTheEndAsync(FramedConnection connection)
    {
        List<string> texts = [];
        await foreach (Message frame in connection.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                texts.Add(System.Text.Encoding.ASCII.GetString(frame.Span));
            }
        }

        return [.. texts];
    }
}
