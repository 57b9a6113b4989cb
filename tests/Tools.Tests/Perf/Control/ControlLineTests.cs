using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Control;

/// <summary>What a client may have said and nobody has read is bounded, in number and in bytes.</summary>
public sealed class ControlLineTests
{
    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public async Task A_client_says_little_before_it_is_answered(int messages, bool isAllowed)
    {
        ControlLine line = new(connection: null!, Side.Far);
        for (int i = 0; i < messages; i++)
        {
            line.Feed(ControlLine.Encode(new Stop()));
        }

        for (int i = 0; i < 16; i++)
        {
            Assert.IsType<Stop>(await ReceiveAsync(line));
        }

        if (!isAllowed)
        {
            Assert.Equal(ExitCode.ProtocolError, (await Assert.ThrowsAsync<ToolException>(() => ReceiveAsync(line))).Code);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task And_nothing_long(int more, bool isAllowed)
    {
        ControlLine line = new(connection: null!, Side.Far);
        byte[] hello = ControlLine.Encode(new Hello(1, ""));
        line.Feed(ControlLine.Encode(new Hello(1, new string('x', ControlLine.LongestOfClient - hello.Length + more))));

        if (isAllowed)
        {
            Assert.IsType<Hello>(await ReceiveAsync(line));
        }
        else
        {
            Assert.Equal(ExitCode.ProtocolError, (await Assert.ThrowsAsync<ToolException>(() => ReceiveAsync(line))).Code);
        }
    }

    private static Task<ControlMessage> ReceiveAsync(ControlLine line) => line.ReceiveAsync(TestContext.Current.CancellationToken);
}
