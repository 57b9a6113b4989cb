using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Commands.Send;

public sealed class SendRunTests
{
    private readonly MemoryChannel _channel = new();
    private readonly ToolBench _bench;

    public SendRunTests() => _bench = new ToolBench { Source = new MemorySource(isListening: false, _channel) };

    [Fact]
    public async Task Sends_text_and_sums_up()
    {
        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1", "--text", "hello", "--text", "world", "--verify"));

        Assert.Equal(["hello", "world"], SentText());
        Assert.StartsWith("sent 2 messages, 10 bytes in ", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("sha256 " + Convert.ToHexStringLower(SHA256.HashData("helloworld"u8)), _bench.Error, StringComparison.Ordinal);
        Assert.Empty(_bench.Output.Bytes);
        Assert.True(_channel.IsDisposed);
    }

    [Fact]
    public async Task Sends_standard_input_line_by_line_up_to_the_count()
    {
        _bench.Input = new MemoryStream("a\nb\r\nc\nd"u8.ToArray());

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1", "--lines", "--count", "3", "-q"));

        Assert.Equal(["a", "b", "c"], SentText());
        Assert.Empty(_bench.Error);
    }

    [Fact]
    public async Task Cuts_what_it_reads_to_what_the_peer_takes()
    {
        _channel.MaxMessageLength = 3;
        _bench.Input = new MemoryStream("abcdefgh"u8.ToArray());

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1"));

        Assert.Equal(["abc", "def", "gh"], SentText());
    }

    [Theory]
    [InlineData("--text", "abcd")]
    [InlineData("--count", "1")]
    [InlineData("--count=1", "--size=4")]
    public async Task Refuses_what_the_peer_would_not_take(params string[] options)
    {
        _channel.MaxMessageLength = 3;

        Assert.Equal(ExitCode.Usage, await _bench.RunAsync(["send", "tcp://h:1", .. options]));

        Assert.Contains("is more than the 3 bytes", _bench.Error, StringComparison.Ordinal);
        Assert.Empty(_channel.Sent);
    }

    [Fact]
    public async Task A_missing_file_is_found_before_anybody_is_connected_to()
    {
        Assert.Equal(ExitCode.Usage, await _bench.RunAsync("send", "tcp://h:1", "no/such/file"));

        Assert.Equal("sockets: there is no file no/such/file\n", _bench.Error);
        Assert.Null(_bench.Opened);
    }

    [Fact]
    public async Task A_directory_is_no_file()
    {
        Assert.Equal(ExitCode.Usage, await _bench.RunAsync("send", "tcp://h:1", Path.GetTempPath()));
        Assert.Contains("is a directory", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_document_carries_the_fields_of_the_schema()
    {
        _channel.Stats = new() { DroppedNewest = 3, Refused = 1, Stalls = 2, RoundTrip = TimeSpan.FromMicroseconds(30), WireBytesSent = 99 };

        Assert.Equal(
            ExitCode.Done,
            await _bench.RunAsync("send", "tcp://h:1", "--count", "10", "--rate", "100k/s", "--policy", "drop-newest", "--json"));

        using JsonDocument document = JsonDocument.Parse(_bench.Output.Text);
        JsonElement json = document.RootElement;
        Assert.Equal(1, json.GetProperty("v").GetInt32());
        Assert.Equal("end", json.GetProperty("type").GetString());
        Assert.StartsWith("sockets ", json.GetProperty("tool").GetString(), StringComparison.Ordinal);
        Assert.Equal("send", json.GetProperty("verb").GetString());
        Assert.Equal("connect", json.GetProperty("role").GetString());
        Assert.Equal("memory://here", json.GetProperty("endpoint").GetString());
        Assert.Equal("native", json.GetProperty("protocol").GetString());
        Assert.Equal("memory://remote", json.GetProperty("remote").GetString());
        Assert.Equal(0, json.GetProperty("exit_code").GetInt32());
        Assert.Equal("count", json.GetProperty("end").GetString());
        Assert.Equal(10, json.GetProperty("messages").GetInt64());
        Assert.Equal(640, json.GetProperty("bytes").GetInt64());
        Assert.True(json.GetProperty("duration_ns").GetInt64() > 0);
        Assert.True(json.GetProperty("messages_per_second").GetDouble() > 0);
        Assert.Equal(4, json.GetProperty("lost").GetProperty("messages").GetInt64());
        Assert.Equal(3, json.GetProperty("lost").GetProperty("dropped_newest").GetInt64());
        Assert.Equal(1, json.GetProperty("lost").GetProperty("refused").GetInt64());
        Assert.Equal(2, json.GetProperty("stalls").GetInt64());
        Assert.Equal(30_000, json.GetProperty("round_trip_ns").GetInt64());
        Assert.Equal(100_000, json.GetProperty("target_messages_per_second").GetDouble());
        Assert.Equal(99, json.GetProperty("wire_bytes_sent").GetInt64());
        Assert.Empty(_bench.Error);
    }

    [Fact]
    public async Task Json_lines_begin_with_a_start_and_finish_with_an_end()
    {
        _bench.Source = new MemorySource(isListening: true, _channel);

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://:0", "--text", "a", "--json=lines"));

        string[] lines = _bench.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["listening", "start", "end"], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("type").GetString()));
        Assert.Equal("listening on memory://here\n", _bench.Error);
    }

    [Fact]
    public async Task The_first_signal_drains_and_sums_up()
    {
        _channel.OnSend = (_, _) =>
        {
            if (_channel.Sent.Count == 4)
            {
                _bench.Interruption.Raise(ExitCode.Interrupted);
            }

            return new ValueTask<SendStatus>(SendStatus.Sent);
        };

        Assert.Equal(ExitCode.Interrupted, await _bench.RunAsync("send", "tcp://h:1", "--count", "1M"));

        Assert.Equal(5, _channel.Sent.Count);
        Assert.StartsWith("sent 5 messages, 320 bytes", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_the_waiting_for_credit()
    {
        _channel.OnSend = async (_, stop) =>
        {
            _bench.Interruption.Raise(ExitCode.Terminated);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return SendStatus.Sent;
        };

        Assert.Equal(ExitCode.Terminated, await _bench.RunAsync("send", "tcp://h:1", "--text", "a"));
        Assert.StartsWith("sent 0 messages", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_delivered_after_a_signal_is_not_left_to_look_like_the_whole()
    {
        _channel.OnFlush = _ =>
        {
            // As when the time for it is over.
            _bench.Interruption.Raise(ExitCode.Interrupted);
            throw new OperationCanceledException();
        };

        Assert.Equal(ExitCode.Interrupted, await _bench.RunAsync("send", "tcp://h:1", "--text", "a"));

        Assert.True(_channel.IsAborted);
        Assert.Contains("not everything that was accepted could be delivered in time", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_while_nobody_has_connected_ends_without_a_summary()
    {
        _bench.Source = new MemorySource(isListening: true);
        Task<ExitCode> run = _bench.RunAsync("send", "tcp://:0", "--text", "a");
        _bench.Interruption.Raise(ExitCode.Interrupted);

        Assert.Equal(ExitCode.Interrupted, await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal("listening on memory://here\n", _bench.Error);
    }

    [Fact]
    public async Task A_peer_that_breaks_off_while_there_is_nothing_to_send_is_noticed()
    {
        using BlockingInput input = new();
        _bench.Input = input;
        Task<ExitCode> run = _bench.RunAsync("send", "tcp://h:1");
        _channel.Break(new ConnectionClosedException(CloseReason.PeerReset, "the peer is gone"));

        Assert.Equal(ExitCode.ProtocolError, await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.EndsWith("sockets: the peer is gone\n", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_peer_sends_meanwhile_is_taken_and_its_end_stops_nothing()
    {
        _channel.Receives("x", "y").ThenEnds();
        _bench.Input = new MemoryStream("abc"u8.ToArray());

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1"));
        Assert.Equal(["abc"], SentText());
    }

    [Fact]
    public async Task Losses_are_told_by_cause()
    {
        _channel.Stats = new() { DroppedNewest = 1_200, DroppedOldest = 3, Conflated = 4, Refused = 5, DroppedAtClose = 6 };

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1", "--text", "a", "--policy", "drop-newest"));

        Assert.Contains(
            "lost 1,218 messages: 1,200 newest dropped, 3 oldest dropped, 4 replaced by a newer one, 11 not sent before the end",
            _bench.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_refuses_says_how_many()
    {
        _channel.Stats = new() { Refused = 5 };

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("send", "tcp://h:1", "--text", "a", "--policy", "reject"));
        Assert.Contains("lost 5 messages: 5 refused\n", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_that_do_not_add_up_are_exit_6()
    {
        _channel.Stats = new() { Pending = 1 };

        Assert.Equal(ExitCode.ProtocolError, await _bench.RunAsync("send", "tcp://h:1", "--text", "a"));
        Assert.Contains("the counters do not add up: 1 submitted, 1 sent, 0 lost, 1 pending", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sum_of_a_sender_of_datagrams_that_does_not_come_out_is_exit_6()
    {
        _channel.Stats = new() { MulticastSender = new MulticastSenderStats { DatagramsOffered = 3, DatagramsSent = 2 } };

        Assert.Equal(ExitCode.ProtocolError, await _bench.RunAsync("send", "udp://127.0.0.1:1", "--text", "a"));
        Assert.Contains(
            "the counters do not add up: I6 (datagrams offered = sent + failed + discarded + queued) leaves 1", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_nobody_expected_says_how_to_report_it()
    {
        _channel.OnSend = (_, _) => throw new InvalidOperationException("broken inside");

        Assert.Equal(ExitCode.Bug, await _bench.RunAsync("send", "tcp://h:1", "--text", "a"));
        Assert.Contains("unexpected InvalidOperationException: broken inside: this is a bug; please report it", _bench.Error, StringComparison.Ordinal);
        Assert.Contains(nameof(SendRunTests), _bench.Error, StringComparison.Ordinal);
    }

    private IEnumerable<string> SentText() => _channel.Sent.Select(Encoding.UTF8.GetString);

    private sealed class BlockingInput : MemoryStream
    {
        private readonly ManualResetEventSlim _released = new(initialState: false);

        public override int Read(Span<byte> buffer)
        {
            _released.Wait();
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            _released.Set();
            base.Dispose(disposing);
        }
    }
}
