using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Architecture;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Documents;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_program_of_the_readme_runs()
    {
        await RunProgramAsync().WithinAsync();
    }

    [Fact]
    public void The_program_of_the_readme_is_the_one_that_is_tested()
    {
        string[] readme = Between(House.Read("README.md").Split('\n'), "```csharp", "```");
        string[] tested = Between(House.Read("tests/Transport.Tests/Documents/ReadmeTests.cs").Split('\n'), "// <readme>", "// </readme>");

        Assert.Equal(tested.Select(line => line.Trim()), readme.Where(line => line.Contains('(', StringComparison.Ordinal)));
        Assert.InRange(readme.Length, 6, 12);
    }

    private static async Task RunProgramAsync()
    {
        // <readme>
        await using var server = MessageServer.Start(new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await using var client = await MessageClient.ConnectAsync(new() { EndPoint = server.LocalEndPoint });
        await using var peer = await server.AcceptAsync();
        await client.SendAsync("hello"u8.ToArray());
        using var message = await peer.ReceiveAsync();
        Console.WriteLine($"{message.Length} bytes, credit left: {client.GetStats().CreditBytes}");
        await client.CloseAsync();
        // </readme>
    }

    private static string[] Between(string[] lines, string first, string last)
    {
        int begin = Array.FindIndex(lines, line => line.Trim() == first) + 1;
        int end = Array.FindIndex(lines, begin, line => line.Trim() == last);
        Assert.InRange(begin, 1, end - 1);
        return lines[begin..end];
    }
}
