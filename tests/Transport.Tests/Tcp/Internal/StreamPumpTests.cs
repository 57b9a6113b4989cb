using System.Net.Sockets;
using System.Text;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>The life of a connection below any protocol, seen through one whose frames are lines.</summary>
public sealed class StreamPumpTests : IAsyncLifetime
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly CheckedPool _pool = new();
    private readonly ManualTime _time = new();
    private readonly TestLink _link = new();
    private readonly List<string> _calls = [];
    private FramedConnection? _connection;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            _connection.Abort();
            await _connection.DisposeAsync().AsTask().WithinAsync();
        }

        _pool.Dispose();
    }

    [Fact]
    public void Handles_nothing_in_the_thread_that_starts_it()
    {
        using ManualResetEventSlim started = new();
        bool inTime = false;
        using ManualResetEventSlim handled = new();
        _link.Deliver("a\n"u8);

        Start(new FrameActions
        {
            Frame = (_, _) =>
            {
                inTime = started.Wait(Bounded.Default);
                handled.Set();
            },
        });
        started.Set();

        handled.Wait(TestContext.Current.CancellationToken);
        Assert.True(inTime);
    }

    [Fact]
    public async Task Ends_after_every_other_call_when_it_is_closed_inside_one()
    {
        _link.Deliver("a\n"u8);
        FramedConnection connection = Start(new FrameActions
        {
            Frame = (connection, _) =>
            {
                _calls.Add("frame begins");
                connection.Abort();
                _calls.Add("frame ends");
            },
            BatchEnd = _ => _calls.Add("burst ends"),
            Closed = (_, reason, _) => _calls.Add($"closed: {reason}"),
        });

        Assert.Equal(CloseReason.LocalAbort, await connection.Closed.WithinAsync());

        Assert.Equal(["frame begins", "frame ends", "burst ends", "closed: LocalAbort"], _calls);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Holds_no_receive_buffer_while_it_waits_after_a_message_that_came_alone()
    {
        Start(Recorder());
        _link.Deliver("a\n"u8);
        await Eventually.TrueAsync(() => _link.IsQuiet);

        _time.Advance(s_second);
        _link.Deliver("b\n"u8);

        await Eventually.TrueAsync(() => _link.IsQuiet && _pool.Outstanding == 0);
        _link.Deliver("c\n"u8);
        await Eventually.TrueAsync(() => _link.IsQuiet);
        Assert.Equal(["a", "b", "c"], _calls);
    }

    [Fact]
    public async Task Keeps_its_receive_buffer_while_messages_come_close_together()
    {
        Start(Recorder());
        _link.Deliver("a\n"u8);
        await Eventually.TrueAsync(() => _link.IsQuiet);
        _time.Advance(0.05 * s_second);

        _link.Deliver("b\n"u8);

        await Eventually.TrueAsync(() => _link.IsQuiet);
        Assert.Equal(1, _pool.Outstanding);
    }

    [Fact]
    public async Task Gives_up_a_frame_that_is_begun_and_not_finished()
    {
        FramedConnection connection = Start(Recorder());
        _link.Deliver("a\nhalf a li"u8);
        await Eventually.TrueAsync(() => _link.IsQuiet);

        _time.Advance(s_second);
        Assert.Equal(CloseReason.None, connection.CloseReason);
        _time.Advance(0.1 * s_second);

        Assert.Equal(CloseReason.FrameTimeout, await connection.Closed.WithinAsync());
        Assert.Equal(["a", "closed: FrameTimeout"], _calls);
    }

    [Fact]
    public async Task Waits_for_a_frame_as_long_as_it_trickles_in_fast_enough()
    {
        FramedConnection connection = Start(Recorder());
        for (int second = 0; second < 10; second++)
        {
            _link.Deliver(Encoding.ASCII.GetBytes(new string('x', ConnectionLimits.SlowestFrameBytesPerSecond)));
            await Eventually.TrueAsync(() => _link.IsQuiet);
            _time.Advance(s_second);
        }

        Assert.Equal(CloseReason.None, connection.CloseReason);
        _time.Advance(2.1 * s_second);

        Assert.Equal(CloseReason.FrameTimeout, await connection.Closed.WithinAsync());
    }

    [Fact]
    public async Task Says_once_that_receiving_failed()
    {
        FramedConnection connection = Start(Recorder());

        _link.FailReceiving(SocketError.ConnectionReset);

        Assert.Equal(CloseReason.PeerReset, await connection.Closed.WithinAsync());
        Assert.Equal(["closed: PeerReset"], _calls);
    }

    [Fact]
    public async Task Says_once_that_sending_failed()
    {
        FramedConnection connection = Start(Recorder());
        _link.FailSending(SocketError.TimedOut);

        connection.TrySend("a"u8);
        connection.TrySend("b"u8);

        Assert.Equal(CloseReason.PeerSilent, await connection.Closed.WithinAsync());
        Assert.Equal(["closed: PeerSilent"], _calls);
    }

    [Fact]
    public async Task Ends_all_the_same_when_the_handler_fails_to_hear_of_it()
    {
        FramedConnection connection = Start(new FrameActions { Closed = static (_, _, _) => throw new InvalidDataException("of the test") });

        connection.Abort();

        Assert.Equal(CloseReason.LocalAbort, await connection.Closed.WithinAsync());
    }

    [Fact]
    public async Task Sends_what_a_handler_answers_to_one_burst_in_one_call()
    {
        Start(new FrameActions { Frame = static (connection, payload) => connection.TrySend(payload) });

        _link.Deliver("a\nb\nc\n"u8);

        await Eventually.TrueAsync(() => _link.Taken.Length == 6);
        Assert.Equal([6], _link.Calls);
    }

    private FrameActions Recorder() => new()
    {
        Frame = (_, payload) => _calls.Add(Encoding.ASCII.GetString(payload)),
        Closed = (_, reason, _) => _calls.Add($"closed: {reason}"),
    };

    private FramedConnection Start(IFrameHandler handler)
    {
        _connection = FramedConnection.Start(_link, new FramedConnectionOptions
        {
            Format = FrameFormats.Line(),
            Handler = handler,
            Limits = new ConnectionLimits { FrameTimeout = s_second },
            Pool = _pool.Pool,
            TimeProvider = _time,
        });
        return _connection;
    }
}
