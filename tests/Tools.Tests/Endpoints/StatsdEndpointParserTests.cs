using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Tests.Endpoints;

public sealed class StatsdEndpointParserTests
{
    [Theory]
    [InlineData("statsd://127.0.0.1", StatsdTransport.Udp, "127.0.0.1:8125")]
    [InlineData("statsd://:9", StatsdTransport.Udp, "127.0.0.1:9")]
    [InlineData("statsd://[::1]:9", StatsdTransport.Udp, "[::1]:9")]
    [InlineData("statsd+tcp://[::1]", StatsdTransport.Tcp, "[::1]:8125")]
    public void Reads_a_host_and_a_port(string text, StatsdTransport transport, string target)
    {
        StatsdEndpoint endpoint = StatsdEndpointParser.Parse(text);
        Assert.Equal((transport, target), (endpoint.Transport, endpoint.Target.ToString()));
    }

    [Fact]
    public void Reads_names_and_all_interfaces()
    {
        Assert.Equal(new DnsEndPoint("metrics", 8125), StatsdEndpointParser.Parse("statsd://metrics").Target);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 8125), StatsdEndpointParser.Parse("statsd://*").Local);
    }

    [Fact]
    public void Reads_the_keys()
    {
        StatsdEndpoint endpoint = StatsdEndpointParser.Parse("statsd://:1?dialect=dogstatsd-1.2&mtu=512&prefix=app");
        Assert.Equal((StatsdDialect.DogStatsdVersion(2), 512, "app"), (endpoint.Dialect, endpoint.MaxPacket, endpoint.Prefix));
    }

    [Theory]
    [InlineData("statsd+unix:///tmp/x", StatsdTransport.UnixDatagram, null, StatsdFraming.LineFeed)]
    [InlineData("statsd+unix:///tmp/x?type=stream", StatsdTransport.UnixStream, null, StatsdFraming.LineFeed)]
    [InlineData("statsd+unix:///tmp/x?type=stream&dialect=dogstatsd", StatsdTransport.UnixStream, null, StatsdFraming.Length32)]
    [InlineData("statsd+unix:///tmp/x?type=stream&framing=len32le", StatsdTransport.UnixStream, StatsdFraming.Length32, StatsdFraming.Length32)]
    [InlineData("statsd+unix:///tmp/x?type=stream&framing=lf", StatsdTransport.UnixStream, StatsdFraming.LineFeed, StatsdFraming.LineFeed)]
    public void Reads_unix_sockets(string text, StatsdTransport transport, StatsdFraming? framing, StatsdFraming listens)
    {
        StatsdEndpoint endpoint = StatsdEndpointParser.Parse(text);
        Assert.Equal((transport, framing, listens), (endpoint.Transport, endpoint.Framing, endpoint.ListenFraming));
        Assert.IsType<UnixDomainSocketEndPoint>(endpoint.Target);
    }

    [Theory]
    [InlineData("statds://x", "unknown scheme 'statds' in 'statds://x', did you mean 'statsd'?")]
    [InlineData("x", "'x' is not an endpoint")]
    [InlineData("statsd://x?dialect=dogstats", "unknown dialect 'dogstats', did you mean 'dogstatsd'?")]
    [InlineData("statsd://x?dialekt=etsy", "unknown key 'dialekt' in the endpoint, did you mean 'dialect'?")]
    [InlineData("statsd://x?dialect=", "key 'dialect' has no value: write dialect=…, allowed: etsy, dogstatsd")]
    [InlineData("statsd://x?type=dgram", "unknown key 'type'")]
    [InlineData("statsd://x?mtu=63", "63 bytes is no size of a packet")]
    [InlineData("statsd://x:99999", "'99999' in 'statsd://x:99999' is not a port")]
    [InlineData("statsd://a b", "'a b' in 'statsd://a b' is not a host name")]
    [InlineData("statsd://::1", "is not a port")]
    [InlineData("statsd://[::x]", "has no IPv6 address between its brackets")]
    [InlineData("statsd+unix://", "names no file")]
    [InlineData("statsd+unix:///x?type=strem", "'strem' is unknown, did you mean 'stream'?")]
    [InlineData("statsd+unix:///x?framing=lf", "belongs to a stream")]
    public void Says_what_is_wrong(string text, string message) => Assert.Contains(
        message, Assert.Throws<ToolException>(() => StatsdEndpointParser.Parse(text)).OneLine, StringComparison.Ordinal);
}
