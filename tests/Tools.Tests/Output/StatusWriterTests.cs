using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Output;

/// <summary>Lines that stay above lines that are redrawn.</summary>
public sealed class StatusWriterTests
{
    private readonly StringWriter _screen = new();

    [Fact]
    public void Live_lines_are_redrawn_where_they_stood_and_lines_that_stay_push_them_down()
    {
        StatusWriter status = new(_screen, colored: false);

        status.ShowLive(["a"]);
        status.ShowLive(["b", "c", "d"]);
        status.WriteLine("stays");
        status.ShowLive(["e"]);
        status.ClearLive();
        status.ClearLive();

        Assert.Equal("\r\e[Ka" + "\r\e[Kb\nc\nd" + "\r\e[2A\e[Jstays\n" + "\r\e[Ke" + "\r\e[K", _screen.ToString());
    }
}
