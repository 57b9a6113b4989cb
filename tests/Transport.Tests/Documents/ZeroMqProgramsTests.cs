using System.Globalization;
using System.Text;
using Sockets.Transport.Tests.Architecture;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.Documents;

/// <summary>The small programs of the ZeroMQ page and of the README: what is printed there is what runs here.</summary>
public sealed class ZeroMqProgramsTests
{
    private const string Mark = "// Sockets: ";

    public static TheoryData<string> Programs => ["publish-subscribe", "push-pull", "request-reply", "router-dealer"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_programs_run(string program) => await (program switch
    {
        "publish-subscribe" => PublishSubscribeAsync(),
        "push-pull" => PushPullAsync(),
        "request-reply" => RequestReplyAsync(),
        _ => RouterDealerAsync(),
    }).WithinAsync();

    [Fact]
    public void The_programs_of_the_page_are_those_that_are_tested()
    {
        string[] blocks = [.. Blocks("docs/modes/zeromq.md").Where(block => block.StartsWith(Mark, StringComparison.Ordinal))];

        Assert.Equal(Programs.Select(row => row.Data), blocks.Select(NameOf));
        Assert.All(blocks, block => Assert.Equal(Tested(NameOf(block)), LinesOf(block).Skip(1)));
    }

    [Fact]
    public void The_program_of_the_readme_is_one_of_them() => Assert.Contains(
        Blocks("README.md"), block => LinesOf(block).SequenceEqual(["using Sockets.Transport.ZeroMq;", .. Tested("publish-subscribe")]));

    [Fact]
    public void Each_stands_beside_the_same_in_NetMQ() => Assert.Equal(
        Programs.Select(row => row.Data),
        Blocks("docs/modes/zeromq.md").Where(static block => block.StartsWith("// NetMQ: ", StringComparison.Ordinal)).Select(NameOf));

    private static async Task PublishSubscribeAsync()
    {
        // <publish-subscribe>
        await using var publisher = new ZmqPublisher();
        await using var subscriber = new ZmqSubscriber();
        subscriber.Subscribe("weather");
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, "weather"u8.ToArray());
        PublishResult result = publisher.Publish("weather"u8, "21.5"u8);
        using ZmqMessage message = await subscriber.ReceiveAsync();
        Console.WriteLine($"{Encoding.UTF8.GetString(message[1])}, for {result.Queued} subscriber");
        // </publish-subscribe>
        Assert.Equal(("21.5", new PublishResult(1, 1, 0)), (Encoding.UTF8.GetString(message[1]), result));
    }

    private static async Task PushPullAsync()
    {
        // <push-pull>
        await using var pull = new ZmqPull();
        await using var push = new ZmqPush(new ZmqOptions { SendHighWaterMark = 5000 });
        push.Connect(pull.Bind("tcp://127.0.0.1:*"));
        await push.SendAsync("work"u8.ToArray());
        using ZmqMessage work = await pull.ReceiveAsync();
        Console.WriteLine(Encoding.UTF8.GetString(work.First));
        // </push-pull>
        Assert.Equal("work", Encoding.UTF8.GetString(work.First));
    }

    private static async Task RequestReplyAsync()
    {
        // <request-reply>
        await using var replier = new ZmqReplier();
        await using var requester = new ZmqRequester();
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        ValueTask<ZmqMessage> asking = requester.RequestAsync("6 * 7"u8.ToArray());
        using (ZmqRequest request = await replier.ReceiveAsync())
        {
            request.TryReply("42"u8);
        }

        using ZmqMessage answer = await asking;
        Console.WriteLine(Encoding.UTF8.GetString(answer.First));
        // </request-reply>
        Assert.Equal(42, int.Parse(answer.First, CultureInfo.InvariantCulture));
    }

    private static async Task RouterDealerAsync()
    {
        // <router-dealer>
        await using var router = new ZmqRouter();
        await using var dealer = new ZmqDealer(new ZmqOptions { RoutingId = "bob"u8.ToArray() });
        dealer.Connect(router.Bind("tcp://127.0.0.1:*"));
        await dealer.SendAsync("hello"u8.ToArray());
        using ZmqMessage hello = await router.ReceiveAsync();
        SendStatus status = router.TrySend(hello[0], "hello yourself"u8);
        using ZmqMessage back = await dealer.ReceiveAsync();
        Console.WriteLine($"{status}: {Encoding.UTF8.GetString(back.First)}");
        // </router-dealer>
        Assert.Equal((SendStatus.Sent, "hello yourself"), (status, Encoding.UTF8.GetString(back.First)));
    }

    private static string[] Tested(string name)
    {
        string text = House.Read("tests/Transport.Tests/Documents/ZeroMqProgramsTests.cs");
        string begin = $"// <{name}>";
        int at = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return LinesOf(text[at..text.IndexOf($"// </{name}>", StringComparison.Ordinal)]);
    }

    private static string[] LinesOf(string text) =>
        [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)];

    private static string NameOf(string block) => block.Split('\n')[0].Split(": ")[1];

    private static IEnumerable<string> Blocks(string page) =>
        House.Read(page).Split("```").Where((_, i) => i % 2 == 1).Where(static block => block.StartsWith("csharp\n", StringComparison.Ordinal)).Select(static block => block["csharp\n".Length..]);
}
