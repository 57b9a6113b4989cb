using Sockets.Tools.Commands.Recv;
using Sockets.Tools.Commands.Send;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;

namespace Sockets.Tools.Tests.Commands;

/// <summary>What may be said together about ZeroMQ.</summary>
public sealed class ZeroMqPlanTests
{
    private readonly ToolBench _bench = new();

    [Theory]
    [InlineData("send zmq:pub@tcp://*:1 --text a", true, OverflowPolicy.Wait)]
    [InlineData("send zmq:pub@tcp://h:1 -l --text a --policy drop-newest", true, OverflowPolicy.DropNewest)]
    [InlineData("send zmq:xpub@tcp://h:1 --text a --policy conflate", false, OverflowPolicy.Conflate)]
    [InlineData("send zmq:pub@ipc:///run/x -l --text a --policy disconnect", true, OverflowPolicy.Disconnect)]
    [InlineData("send zmq:push@tcp://h:1 --text a --policy reject", false, OverflowPolicy.Reject)]
    [InlineData("send zmq:router@tcp://*:1?to=x --text a", true, OverflowPolicy.Wait)]
    public void Send_binds_where_it_listens_and_takes_the_policies_of_its_socket(string line, bool listens, OverflowPolicy policy)
    {
        ChannelSettings channel = Plans.Send(_bench, line.Split(' ')).Channel;

        Assert.Equal((listens, policy, Purpose.Send), (channel.Listen, channel.Policy, channel.Purpose));
    }

    [Fact]
    public void A_requester_asks_without_being_told_to_one_request_at_a_time()
    {
        SendPlan plan = Plans.Send(_bench, "send", "zmq:req@tcp://h:1", "--text", "a", "--deadline", "2s");

        Assert.Equal((1, TimeSpan.FromSeconds(2)), (plan.Ask!.InFlight, plan.Ask.Deadline));
        Assert.True(plan.Report.DataOnOutput);
    }

    [Fact]
    public void A_connecting_receiver_may_stay_too()
    {
        RecvPlan plan = Plans.Recv(_bench, "recv", "zmq:sub@tcp://h:1", "--keep-open");

        Assert.Equal((true, false, Purpose.Receive), (plan.Channel.KeepOpen, plan.Channel.Listen, plan.Channel.Purpose));
    }

    [Fact]
    public void Users_and_passwords_are_files()
    {
        Assert.Equal(
            ("me", "p"),
            (Plans.Send(_bench, "send", "zmq:push@tcp://h:1", "--text", "a", "--user", "me", "--password-file", "p").Channel.ZmqSecurity.User,
                Plans.Send(_bench, "send", "zmq:push@tcp://h:1", "--text", "a", "--user", "me", "--password-file", "p").Channel.ZmqSecurity.PasswordFile));
        Assert.Equal("u", Plans.Recv(_bench, "recv", "zmq:pull@tcp://*:1", "--users-file", "u").Channel.ZmqSecurity.UsersFile);
    }

    [Theory]
    [InlineData("send zmq:sub@tcp://h:1 --text a", "zmq:sub only receives: use sockets recv, or send with zmq:pub")]
    [InlineData("send zmq:pull@tcp://h:1 --text a", "zmq:pull only receives")]
    [InlineData("send zmq:rep@tcp://h:1 --text a", "or send with zmq:req")]
    [InlineData("send zmq:xsub@tcp://h:1 --text a", "zmq:xsub only receives")]
    [InlineData("recv zmq:pub@tcp://h:1", "zmq:pub only sends: use sockets send, or receive with zmq:sub")]
    [InlineData("recv zmq:push@tcp://h:1", "or receive with zmq:pull")]
    [InlineData("recv zmq:req@tcp://h:1 --reply-echo", "or receive with zmq:rep")]
    [InlineData("send zmq:publ@tcp://h:1 --text a", "did you mean 'pub'?")]
    [InlineData("send zmq:pub@tcp://h:0 --text a", "port 0")]
    [InlineData("send zmq:pub@tcp://h:1 --text a --policy reject", "--policy: 'reject' is unknown")]
    [InlineData("send zmq:push@tcp://h:1 --text a --policy drop-oldest", "allowed are wait, reject")]
    [InlineData("send zmq:pub@tcp://h:1 --text a --receivers 2", "--receivers needs -l")]
    [InlineData("send zmq:pub@tcp://*:1?topic=A --text a --verify", "topic= puts more into each message")]
    [InlineData("send zmq:router@tcp://*:1 --text a", "add to=NAME")]
    [InlineData("send zmq:push@tcp://h:1 --text a --request", "use zmq:req")]
    [InlineData("send zmq:req@tcp://h:1 --text a --in-flight 2", "asks one at a time")]
    [InlineData("send zmq:req@tcp://h:1 --text a --policy reject", "--policy wait")]
    [InlineData("send zmq:req@tcp://h:1 --text a --json", "there the answers go")]
    [InlineData("send -l zmq:req@tcp://h:1 --text a --receivers 2", "a request has one answer")]
    [InlineData("recv zmq:rep@tcp://*:1", "add --reply-exec or --reply-echo")]
    [InlineData("recv zmq:pull@tcp://*:1 --reply-echo", "zmq:pull gets none: use zmq:rep")]
    [InlineData("send zmq:pub@tcp://*:1 --text a --driver spin", "--driver says nothing with zmq:")]
    [InlineData("send zmq:pub@tcp://*:1 --text a --compress lz4", "--compress says nothing with zmq:")]
    [InlineData("recv zmq:sub@tcp://h:1 --resume", "--resume says nothing with zmq:")]
    [InlineData("recv zmq:sub@tcp://h:1 --user me", "--user and --password-file belong together")]
    [InlineData("recv zmq:sub@tcp://h:1 --user me --password-file f --users-file g", "give one of them")]
    [InlineData("recv zmq:sub@tcp://h:1 --curve-allow f", "--curve-allow is for the server")]
    [InlineData("recv zmq:sub@tcp://h:1 --curve-key f --curve-server-key g --curve-allow f", "--curve-allow is for the server")]
    [InlineData("recv zmq:sub@tcp://h:1 --curve-server-key f --users-file g", "two mechanisms: choose one")]
    [InlineData("recv tcp://:1 --curve-key g", "--curve-key is for zmq: endpoints")]
    [InlineData("recv tcp://:1 --users-file g", "--users-file is for zmq: endpoints")]
    public async Task Wrong_command_lines_exit_2_with_one_line_that_helps(string line, string expected)
    {
        Assert.Equal(ExitCode.Usage, await _bench.RunAsync(line.Split(' ')));

        Assert.Contains(expected, _bench.Error, StringComparison.Ordinal);
        Assert.Equal(1, _bench.Error.Count(c => c == '\n'));
    }
}
