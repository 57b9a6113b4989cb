using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands;

/// <summary>What may be said together about requests.</summary>
public sealed class RequestPlanTests
{
    [Theory]
    [InlineData("send tcp://:9 --text a --deadline 1s", "add --request")]
    [InlineData("send tcp://:9 --text a --format hex", "add --request")]
    [InlineData("send tcp://:9 --text a --in-flight 2", "add --request")]
    [InlineData("send tcp://:9?framing=line --text a --request", "native protocol")]
    [InlineData("send tcp://:9 --text a --request --policy reject", "--policy wait")]
    [InlineData("send tcp://:9 --text a --request --compress lz4", "go as they are")]
    [InlineData("send tcp://:9 --text a --request --json", "there the answers go")]
    [InlineData("recv tcp://:9 --reply-jobs 2", "add --reply-exec")]
    [InlineData("recv tcp://:9 --reply-echo --reply-timeout 2s", "add --reply-exec")]
    [InlineData("recv tcp://:9 --reply-echo --reply-exec cat", "two answers")]
    [InlineData("recv tcp://:9?framing=line --reply-echo", "native protocol")]
    public async Task Says_what_does_not_go_together(string line, string told)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(line.Split(' ')));

        Assert.Contains(told, bench.Error, StringComparison.Ordinal);
    }
}
