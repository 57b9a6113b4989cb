using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Output;

/// <summary>How a message of several parts is written.</summary>
public sealed class PartsFormatTests
{
    [Theory]
    [InlineData("raw", "A\t\u00ff1")]
    [InlineData("text", "A\\t\t\t\u00ff1\n")]
    [InlineData("hex", "4109  c3bf31\n")]
    [InlineData("json", "{\"seq\":1,\"length\":5,\"parts\":[{\"text\":\"A\\t\"},{\"text\":\"\"},{\"text\":\"\u00ff1\"}]}\n")]
    public void Parts_can_be_told_apart_wherever_messages_can(string format, string expected)
    {
        MemoryTarget target = new();
        using (OutputBuffer output = new(target))
        {
            MessageFormat.Create(format).Write(output, 1, Encoding.UTF8.GetBytes("A\t\u00ff1"), [2, 0, 3]);
            output.Flush();
        }

        Assert.Equal(expected, target.Text);
    }
}
