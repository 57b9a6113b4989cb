using System.Security.Cryptography;
using System.Text.Json;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Commands.Recv;

public sealed class RecvRunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;
    private readonly MemoryChannel _channel = new();
    private readonly ToolBench _bench;

    public RecvRunTests() => _bench = new ToolBench { Source = new MemorySource(isListening: false, _channel) };

    private string Out => Path.Combine(_directory, "out.bin");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Writes_what_comes_and_sums_up()
    {
        _channel.Receives("hello", "world").ThenEnds();

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--verify"));

        Assert.Equal("helloworld", _bench.Output.Text);
        Assert.StartsWith("received 2 messages, 10 bytes in ", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("sha256 " + Convert.ToHexStringLower(SHA256.HashData("helloworld"u8)), _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sum_of_a_receiver_of_datagrams_that_does_not_come_out_is_exit_6()
    {
        MulticastStats stats = new() { DatagramsRead = 5, NumberedArrivals = 4, FirstCopies = 4, Unique = 4, Expected = 4, Delivered = 4 };
        MulticastDelays none = new(0, default, default, null, null, null, default);
        _channel.Stats = new() { Multicast = new(stats, none, OverflowPolicy.DropOldest) };
        _channel.Receives("hello").ThenEnds();

        Assert.Equal(ExitCode.ProtocolError, await _bench.RunAsync("recv", "udp://127.0.0.1:1", "--out", Out, "--json"));

        Assert.Contains("the counters do not add up: I1 (datagrams read = ", _bench.Error, StringComparison.Ordinal);
        Assert.Contains(") leaves 1", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("\"residual\":1", _bench.Output.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"exit_code\":6", _bench.Output.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_messages_across_peers_that_come_one_after_the_other()
    {
        _bench.Source = new MemorySource(
            isListening: true, new MemoryChannel().Receives("a").ThenEnds(), new MemoryChannel().Receives("b", "c").ThenEnds());

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://:0", "--format", "json", "--keep-open", "--count", "3"));

        Assert.Equal(
            "{\"seq\":1,\"length\":1,\"text\":\"a\"}\n{\"seq\":2,\"length\":1,\"text\":\"b\"}\n{\"seq\":3,\"length\":1,\"text\":\"c\"}\n",
            _bench.Output.Text);
        Assert.Contains("from 2 peers, one after the other", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_one_peer_unless_told_otherwise()
    {
        _bench.Source = new MemorySource(isListening: true, new MemoryChannel().Receives("a").ThenEnds(), new MemoryChannel().Receives("b"));

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://:0", "-q"));
        Assert.Equal("a", _bench.Output.Text);
    }

    [Fact]
    public async Task Stops_at_the_count()
    {
        _channel.Receives("a", "b", "c");

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--count", "2"));
        Assert.Equal("ab", _bench.Output.Text);
    }

    [Fact]
    public async Task A_file_gets_its_name_when_the_stream_has_ended()
    {
        _channel.Receives("whole").ThenEnds();

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--out", Out));

        Assert.Equal("whole", await File.ReadAllTextAsync(Out, TestContext.Current.CancellationToken));
        Assert.Contains($"written to {Out}\n", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_nothing_is_an_empty_file()
    {
        _channel.ThenEnds();

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--out", Out));
        Assert.Equal(0, new FileInfo(Out).Length);
    }

    [Fact]
    public async Task A_stream_cut_short_leaves_a_part_and_exit_6()
    {
        _channel.Receives("half");
        _channel.Break(new ProtocolViolationException("the stream ended inside a frame", CloseReason.TruncatedFrame));

        Assert.Equal(ExitCode.ProtocolError, await _bench.RunAsync("recv", "tcp://h:1", "--out", Out));

        Assert.False(File.Exists(Out));
        Assert.Equal("half", await File.ReadAllTextAsync(Out + ".part", TestContext.Current.CancellationToken));
        Assert.Contains($"partial: what came is kept in {Out}.part", _bench.Error, StringComparison.Ordinal);
        Assert.EndsWith("sockets: the stream ended inside a frame\n", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_leaves_a_part_and_exit_130()
    {
        _channel.Receives("some");
        Task<ExitCode> run = _bench.RunAsync("recv", "tcp://h:1", "--out", Out);
        await Eventually.TrueAsync(() => File.Exists(Out + ".part") && new FileInfo(Out + ".part").Length == 4);
        _bench.Interruption.Raise(ExitCode.Interrupted);

        Assert.Equal(ExitCode.Interrupted, await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Out + ".part"));
        Assert.StartsWith("received 1 message, 4 bytes", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_is_the_ordinary_end_of_keep_open()
    {
        _bench.Source = new MemorySource(isListening: true, new MemoryChannel().Receives("one").ThenEnds());
        Task<ExitCode> run = _bench.RunAsync("recv", "tcp://:0", "--keep-open", "--out", Out);
        await Eventually.TrueAsync(() => File.Exists(Out + ".part") && new FileInfo(Out + ".part").Length == 3);
        _bench.Interruption.Raise(ExitCode.Terminated);

        Assert.Equal(ExitCode.Terminated, await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal("one", await File.ReadAllTextAsync(Out, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--for", "nothing received in 50.0 ms")]
    [InlineData("--idle-timeout", "nothing received in 50.0 ms")]
    public async Task Nothing_in_time_is_exit_4(string option, string expected)
    {
        Assert.Equal(ExitCode.NothingReceived, await _bench.RunAsync("recv", "tcp://h:1", option, "50ms"));
        Assert.Contains(expected, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_peer_counts_as_silence()
    {
        _bench.Source = new MemorySource(isListening: true);

        Assert.Equal(ExitCode.NothingReceived, await _bench.RunAsync("recv", "tcp://:0", "--idle-timeout", "50ms"));
    }

    [Fact]
    public async Task Time_that_is_over_is_an_ordinary_end_once_something_came()
    {
        _channel.Receives("a");

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--for", "100ms", "--out", Out));
        Assert.Equal("a", await File.ReadAllTextAsync(Out, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Silence_in_the_middle_is_exit_4_and_leaves_a_part()
    {
        _channel.Receives("a");

        Assert.Equal(ExitCode.NothingReceived, await _bench.RunAsync("recv", "tcp://h:1", "--idle-timeout", "50ms", "--out", Out));
        Assert.Contains("nothing more received in 50.0 ms, and the stream has not ended", _bench.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Out + ".part"));
    }

    [Fact]
    public async Task Expectations_decide_the_exit_code_and_stand_in_the_report()
    {
        _channel.Receives("a", "b").ThenEnds();

        ExitCode code = await _bench.RunAsync(
            "recv", "tcp://h:1", "--expect", "messages=2", "--expect", "bytes>=1k", "--out", Out, "--json");

        Assert.Equal(ExitCode.ExpectationNotMet, code);
        Assert.Equal("sockets: expectation not met: bytes>=1k\n", _bench.Error);
        using JsonDocument json = JsonDocument.Parse(_bench.Output.Text);
        JsonElement expect = json.RootElement.GetProperty("expect");
        Assert.Equal([true, false], expect.EnumerateArray().Select(e => e.GetProperty("ok").GetBoolean()));
        Assert.Equal(2, expect[1].GetProperty("value").GetDouble());
        Assert.Equal(5, json.RootElement.GetProperty("exit_code").GetInt32());
        Assert.True(json.RootElement.GetProperty("out_complete").GetBoolean());
    }

    [Fact]
    public async Task Expecting_nothing_is_met_by_nothing()
    {
        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--for", "50ms", "--expect", "messages=0"));
    }

    [Fact]
    public async Task Whoever_reads_our_output_may_leave()
    {
        _channel.Receives("a", "b");
        _bench.Output.Fails = new BrokenPipeException();

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1"));
        Assert.Empty(_bench.Error);
        Assert.True(_channel.IsDisposed);
    }

    [Fact]
    public async Task A_full_disk_is_exit_7()
    {
        _channel.Receives("a");
        _bench.Output.Fails = new ToolException(ExitCode.EnvironmentNotSuitable, "no space left where standard output goes");

        Assert.Equal(ExitCode.EnvironmentNotSuitable, await _bench.RunAsync("recv", "tcp://h:1"));
        Assert.Contains("sockets: no space left", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_pauses_after_each_group()
    {
        SteppingTime time = new();
        _bench.Time = time;
        _channel.Receives("a", "b", "c", "d", "e").ThenEnds();

        Assert.Equal(ExitCode.Done, await _bench.RunAsync("recv", "tcp://h:1", "--slow-reader", "5s/2", "-q"));

        Assert.InRange(time.Now, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.1));
    }
}
