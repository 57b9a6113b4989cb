using System.Text;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Endpoints.ZeroMq;

public sealed class ZmqUriTests
{
    [Theory]
    [InlineData("zmq:pub@tcp://*:5556", ZmqSocketType.Pub, "tcp://*:5556", true)]
    [InlineData("zmq:sub@tcp://feed.example:5556", ZmqSocketType.Sub, "tcp://feed.example:5556", false)]
    [InlineData("zmq:push@tcp://:5557", ZmqSocketType.Push, "tcp://127.0.0.1:5557", true)]
    [InlineData("zmq:pull@tcp://*:*", ZmqSocketType.Pull, "tcp://*:0", true)]
    [InlineData("zmq:req@tcp://[::1]:5555", ZmqSocketType.Req, "tcp://[::1]:5555", false)]
    [InlineData("zmq:rep@tcp://127.0.0.1:5555", ZmqSocketType.Rep, "tcp://127.0.0.1:5555", false)]
    [InlineData("zmq:pair@ipc:///run/x", ZmqSocketType.Pair, "ipc:///run/x", false)]
    [InlineData("zmq:dealer@ipc://@name", ZmqSocketType.Dealer, "ipc://@name", false)]
    [InlineData("zmq:router@ipc:///run/a%3Fb", ZmqSocketType.Router, "ipc:///run/a?b", false)]
    [InlineData("zmq:xpub@tcp://h:1", ZmqSocketType.XPub, "tcp://h:1", false)]
    [InlineData("zmq:xsub@tcp://h:1", ZmqSocketType.XSub, "tcp://h:1", false)]
    public void Reads_the_kind_of_socket_and_where(string text, ZmqSocketType type, string address, bool listens)
    {
        EndpointUri uri = EndpointUriParser.Parse(text);

        Assert.Equal((Scheme.Zmq, type, address, listens), (uri.Scheme, uri.Zmq!.Role.Type, uri.Zmq.Address, uri.ImpliesListening));
        Assert.Equal(text[..text.IndexOf('@', StringComparison.Ordinal)], uri.Protocol);
        Assert.Null(uri.Framing);
    }

    [Fact]
    public void Reads_the_keys()
    {
        ZmqSettings sub = Read("zmq:sub@tcp://h:1?topic=A&topic=B%20&delim=09&hwm=10&queue=1MiB&maxmessage=2MiB");

        Assert.Equal(["A", "B "], sub.Topics.Select(Encoding.UTF8.GetString));
        Assert.Equal("\t"u8.ToArray(), sub.Delimiter);
        Assert.Equal((10, 1 << 20, 2 << 20), (sub.HighWaterMark, sub.Queue, sub.MaxMessage));
        Assert.Null(sub.SentTopic);
        Assert.Equal("A"u8.ToArray(), Read("zmq:pub@tcp://*:1?topic=A").SentTopic);
        ZmqSettings router = Read("zmq:router@tcp://*:1?id=me&to=you");
        Assert.Equal(("me", "you"), (Encoding.UTF8.GetString(router.RoutingId), Encoding.UTF8.GetString(router.To!)));
    }

    [Theory]
    [InlineData("zmq:publ@tcp://h:1", "unknown socket type 'publ'", "did you mean 'pub'?")]
    [InlineData("zmq:stream@tcp://h:1", "unknown socket type 'stream'", "known are pub, sub, push")]
    [InlineData("zmq:@tcp://h:1", "unknown socket type ''", "known are")]
    [InlineData("zmq:tcp://h:1", "names no socket type", "zmq:TYPE@tcp://")]
    [InlineData("zmq://h:1", "names no socket type", "zmq:TYPE@tcp://")]
    [InlineData("zmq:pub@tpc://h:1", "unknown transport 'tpc'", "did you mean 'tcp'?")]
    [InlineData("zmq:pub@pgm://h:1", "unknown transport 'pgm'", "known are tcp:// and ipc://")]
    [InlineData("zmq:pub@inproc://x", "within one process", "use ipc://")]
    [InlineData("zmq:pub@tcp://h", "has no port", "write zmq:pub@tcp://h:9000")]
    [InlineData("zmq:pub", "is not an endpoint", "as in zmq:pub@tcp://*:5556")]
    [InlineData("zmq:pub@tcp://h:1/x", "has a path ('/x')", "end with the port")]
    [InlineData("zmq:pub@ipc://", "names no file", "zmq:pub@ipc:///run/x.sock")]
    [InlineData("zmq:sub@tcp://h:1?tpoic=A", "unknown key 'tpoic'", "did you mean 'topic'?")]
    [InlineData("zmq:sub@tcp://h:1?framing=line", "unknown key 'framing'", "keys are topic, delim, hwm")]
    [InlineData("zmq:sub@tcp://h:1?topic=", "key 'topic' has no value", "leave it out for all")]
    [InlineData("zmq:sub@tcp://h:1?hwm=1&hwm=2", "key 'hwm' is given twice", "once")]
    [InlineData("zmq:sub@tcp://h:1?hwm=0", "key 'hwm'", "1 to 1000000")]
    [InlineData("zmq:sub@tcp://h:1?delim=0", "key 'delim'", "odd number")]
    [InlineData("zmq:sub@tcp://h:1?delim=%20", "key 'delim'", "is no byte")]
    [InlineData("zmq:sub@tcp://h:1?maxmessage=2GiB", "'maxmessage'", "")]
    [InlineData("zmq:pub@tcp://h:1?topic=A&topic=B", "key 'topic' is given 2 times", "give it once")]
    [InlineData("zmq:push@tcp://h:1?topic=A", "key 'topic' says nothing with zmq:push", "pub, sub")]
    [InlineData("zmq:pub@tcp://h:1?id=x", "key 'id' says nothing with zmq:pub", "routing id")]
    [InlineData("zmq:dealer@tcp://h:1?to=x", "key 'to' says nothing with zmq:dealer", "router")]
    public void Says_in_one_line_what_is_wrong_and_what_is_right(string text, string wrong, string right)
    {
        ToolException error = Assert.Throws<ToolException>(() => EndpointUriParser.Parse(text));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(wrong, error.OneLine, StringComparison.Ordinal);
        Assert.Contains(right, error.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Describes_what_it_resolved_to_with_its_query() => Assert.Equal(
        "zmq:pub@tcp://127.0.0.1:40123?topic=A", EndpointUriParser.Parse("zmq:pub@tcp://:0?topic=A").Describe("tcp://127.0.0.1:40123"));

    private static ZmqSettings Read(string text) => EndpointUriParser.Parse(text).Zmq!;
}
