using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands;

/// <summary>What verbs do that only print something.</summary>
public sealed class PrintingTests
{
    [Theory]
    [InlineData("schema perf")]
    [InlineData("completions bash")]
    public async Task They_end_without_a_word_when_their_reader_has_gone(string line)
    {
        ToolBench bench = new();
        bench.Output.Fails = new BrokenPipeException();

        Assert.Equal(ExitCode.Done, await bench.RunAsync(line.Split(' ')));
        Assert.Empty(bench.Error);
    }
}
