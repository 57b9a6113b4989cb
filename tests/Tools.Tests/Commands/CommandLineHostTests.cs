using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands;

public sealed class CommandLineHostTests
{
    private readonly ToolBench _bench = new();

    [Theory]
    [InlineData("--json", true)]
    [InlineData("--json=document", true)]
    [InlineData("-q", false)]
    public void A_bare_json_does_not_swallow_the_endpoint(string option, bool isJson) =>
        Assert.Equal(isJson ? ReportMode.JsonDocument : ReportMode.Text, Plans.Send(_bench, "send", option, "tcp://h:1", "f").Report.Mode);

    [Theory]
    [InlineData("sned tcp://h:1", "unknown verb 'sned', did you mean 'send'? see sockets --help")]
    [InlineData("send", "send needs an endpoint")]
    [InlineData("recv", "recv needs an endpoint")]
    [InlineData("send tcp://h:1 --txet a", "unknown option '--txet', did you mean '--text'?")]
    [InlineData("recv --cuont=1 tcp://h:1", "unknown option '--cuont', did you mean '--count'?")]
    [InlineData("send tcp://h:1 f g", "'g' is one argument too many")]
    [InlineData("send tcp://h:1 --text", "--text")]
    [InlineData("send tcp://h:1 --count 1 --count 2", "--count")]
    [InlineData("send tcp://h:1 --count none", "--count: 'none' does not begin with a number")]
    [InlineData("send tcp://h:1 f --size 64K", "--size: '64K' can be read in two ways")]
    [InlineData("send tcp://h:1 f --size 3G", "--size: '3G' is too large")]
    [InlineData("send tcp://h:1 f --rate 100k", "--rate: '100k' does not say of what")]
    [InlineData("send tcp://h:1 f --policy drop", "--policy: 'drop' is unknown")]
    [InlineData("send tcp://h:1 f --policy wiat", "did you mean 'wait'?")]
    [InlineData("send tcp://h:1 f --driver epoll", "allowed are async, thread, spin")]
    [InlineData("send tcp://h:1 f --json=yaml", "--json: 'yaml' is unknown: allowed are document, lines")]
    [InlineData("send tcp://h:1 f --live maybe", "allowed are auto, on, off")]
    [InlineData("send tcp://h:1 f --connect-timeout 5", "'5' has no unit: write 5ms, 5s or 5m")]
    [InlineData("send tcp://h:1 f -q -v", "contradict each other")]
    [InlineData("send tcp://h:1 f --text a", "cannot be sent together with 'f'")]
    [InlineData("send tcp://h:1 --lines --text a", "--lines says nothing about --text and --hex")]
    [InlineData("send tcp://h:1 --size 4 --hex 00", "--size says nothing about --text and --hex")]
    [InlineData("send tcp://h:1 f --lines --size 4", "give one of them")]
    [InlineData("send tcp://h:1 --hex 0", "--hex: '0' has 1 hex digits, an odd number")]
    [InlineData("send tcp://h:1?framing=raw f --policy wait", "--policy needs the native protocol")]
    [InlineData("send tcp://h:1 f --verify --policy conflate", "--verify needs --policy wait")]
    [InlineData("send tcp://h:1?framing=fixed:8 f --size 9", "--size 9 is not the 8 bytes of framing=fixed:8")]
    [InlineData("send tcp://h:0 f", "port 0")]
    [InlineData("send tcp://0.0.0.0:9 f", "is an address to listen on: add -l")]
    [InlineData("send quic://h:1 f", "unknown scheme 'quic'")]
    [InlineData("recv tcp://h:1 --keep-open", "--keep-open waits for the next peer, and this side connects: add -l")]
    [InlineData("recv tcp://:1 --json", "add --out FILE")]
    [InlineData("recv tcp://:1 --format xml", "allowed are raw, text, hex, json")]
    [InlineData("recv tcp://:1 --slow-reader 5", "--slow-reader: '5' has no unit")]
    [InlineData("recv tcp://:1 --expect p99<1", "--expect: unknown field 'p99'")]
    public async Task Wrong_command_lines_exit_2_with_one_line_that_helps(string line, string expected)
    {
        ExitCode code = await _bench.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("sockets: ", _bench.Error, StringComparison.Ordinal);
        Assert.Contains(expected, _bench.Error, StringComparison.Ordinal);
        Assert.Equal(_bench.Error.Length - 1, _bench.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Empty(_bench.Output.Bytes);
    }
}
