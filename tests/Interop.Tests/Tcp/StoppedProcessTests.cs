using System.Globalization;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>
/// A receiver that stands still: the sender stops within what was agreed and does not grow, and goes on when the
/// receiver does; or it learns that nobody is there any more.
/// </summary>
public sealed class StoppedProcessTests(RealInput input) : IClassFixture<RealInput>
{
    private const int ProtocolError = 6;
    private const long Mebi = 1024 * 1024;

    // The sender's own: 1 MiB read ahead, and a pipe of 64 KiB on either side of it. The rest is rounding.
    private const long ReadAhead = 2 * Mebi;

    // What the sender may grow by while 63 MiB wait outside: buffers that are used for the first time and code that is
    // compiled meanwhile, generously.
    private const long Growth = 24 * Mebi;

    [Theory]
    [InlineData("?window=1MiB&maxmessage=64KiB")]
    [InlineData("?framing=len32be")]
    [InlineData("?framing=raw")]
    public async Task The_sender_stops_within_the_window_stays_small_and_delivers_everything_later(string query)
    {
        await using Stage stage = new();
        long window = query.Contains("window", StringComparison.Ordinal) ? Mebi : KernelBuffers();
        Running recv = stage.Tool("recv", "-l", "tcp://127.0.0.1:0" + query, "--out", stage["F"], "--verify");
        Running send = stage.Tool("send", (await recv.ListeningAsync()).Split('?')[0] + query, "-", "--verify");
        await send.WriteAsync(input.Content.AsMemory(0, (int)Mebi));
        await Until.ReachesAsync(stage["F.part"], Mebi);
        long before = ProcessMemory.Now(send.Id);

        recv.Signal(Signal.Stop);
        Pump pump = new(send, input.Content[(int)Mebi..]);
        long taken = await pump.StallAsync();
        long grown = ProcessMemory.Now(send.Id) - before;
        recv.Signal(Signal.Continue);

        Assert.InRange(taken, 1, window + ReadAhead);
        Assert.InRange(grown, long.MinValue, Growth);
        await pump.Done.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await send.EndInputAsync();
        Assert.Equal(0, (await send.EndAsync()).ExitCode);
        Ended ended = await recv.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(input.Sha256, ended.Said, StringComparison.Ordinal);
        Assert.Equal(input.Content.Length, new FileInfo(stage["F"]).Length);
    }

    [Fact]
    public async Task A_receiver_that_stands_still_for_good_is_given_up()
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", "tcp://127.0.0.1:0", "--out", stage["F"]);
        Running send = stage.Tool("send", await recv.ListeningAsync(), "-");
        await send.WriteAsync(input.Content.AsMemory(0, (int)Mebi));
        await Until.ReachesAsync(stage["F.part"], Mebi);
        recv.Signal(Signal.Stop);

        Ended ended = await send.EndAsync();
        Assert.Contains("Nothing was heard from the peer", ended.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(ProtocolError, ended.ExitCode);
    }

    [Fact]
    public async Task A_sender_that_stands_still_for_good_is_given_up_and_what_came_is_kept_as_a_part()
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", "tcp://127.0.0.1:0", "--out", stage["F"]);
        Running send = stage.Tool("send", await recv.ListeningAsync(), "-");
        await send.WriteAsync(input.Content.AsMemory(0, (int)Mebi));
        await Until.ReachesAsync(stage["F.part"], Mebi);
        send.Signal(Signal.Stop);

        Ended ended = await recv.EndAsync();
        Assert.Contains("Nothing was heard from the peer", ended.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Equal(Mebi, new FileInfo(stage["F.part"]).Length);
        Assert.False(File.Exists(stage["F"]));
    }

    /// <summary>How far this machine lets the two buffers of a connection grow by themselves.</summary>
    private static long KernelBuffers() => new[] { "tcp_wmem", "tcp_rmem" }.Sum(name => long.Parse(
        File.ReadAllText($"/proc/sys/net/ipv4/{name}").Split('\t')[^1], CultureInfo.InvariantCulture));
}
