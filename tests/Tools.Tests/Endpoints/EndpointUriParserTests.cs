using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Tests.Endpoints;

public sealed class EndpointUriParserTests
{
    [Theory]
    [InlineData("tcp://localhost:9000", "localhost", 9000, false)]
    [InlineData("tcp://127.0.0.1:0", "127.0.0.1", 0, false)]
    [InlineData("tcp://host-1.example_a.com:65535", "host-1.example_a.com", 65535, false)]
    [InlineData("tcp://:9000", "", 9000, true)]
    [InlineData("tcp://*:9000", "*", 9000, true)]
    [InlineData("tcp://[::1]:9000", "::1", 9000, false)]
    [InlineData("tcp://[fe80::1%25eth0]:9000", "fe80::1%eth0", 9000, false)]
    [InlineData("tcp://0.0.0.0:1", "0.0.0.0", 1, false)]
    public void Reads_tcp_hosts_and_ports(string text, string host, int port, bool listens)
    {
        EndpointUri uri = EndpointUriParser.Parse(text);

        Assert.Equal((Scheme.Tcp, host, port, listens), (uri.Scheme, uri.Host, uri.Port, uri.ImpliesListening));
        Assert.Null(uri.Framing);
    }

    [Theory]
    [InlineData("unix:///run/x.sock", "/run/x.sock")]
    [InlineData("unix://x.sock", "x.sock")]
    [InlineData("unix:///run/a%3Fb", "/run/a?b")]
    [InlineData("unix://@name", "@name")]
    public void Reads_unix_paths(string text, string path)
    {
        EndpointUri uri = EndpointUriParser.Parse(text);

        Assert.Equal((Scheme.Unix, path, false), (uri.Scheme, uri.Path, uri.ImpliesListening));
    }

    [Fact]
    public void Reads_the_keys_of_the_native_protocol()
    {
        EndpointUri uri = EndpointUriParser.Parse("tcp://h:1?maxmessage=4MiB&window=16MiB&queue=10k&framing=native");

        Assert.Equal((4 << 20, 16 << 20, 10_000), (uri.MaxMessage, uri.Window, uri.Queue));
        Assert.Null(uri.Framing);
    }

    [Theory]
    [InlineData("len8", 1, false)]
    [InlineData("len16be", 2, false)]
    [InlineData("len16le", 2, true)]
    [InlineData("len24be", 3, false)]
    [InlineData("len24le", 3, true)]
    [InlineData("len32be", 4, false)]
    [InlineData("len32le", 4, true)]
    [InlineData("len64be", 8, false)]
    [InlineData("len64le", 8, true)]
    public void Reads_length_fields(string name, int bytes, bool isLittleEndian)
    {
        Framing framing = EndpointUriParser.Parse("unix://s?framing=" + name).Framing!;

        Assert.Equal((FramingKind.Length, bytes, isLittleEndian), (framing.Kind, framing.LengthBytes, framing.IsLittleEndian));
    }

    [Fact]
    public void Reads_the_other_framings()
    {
        Assert.Equal(FramingKind.Varint, Read("varint").Kind);
        Assert.Equal(FramingKind.Line, Read("line").Kind);
        Assert.Equal(FramingKind.Raw, Read("raw").Kind);
        Assert.Equal("\r\n"u8.ToArray(), Read("delim:0d0A").Delimiter.ToArray());
        Assert.Equal(64, Read("fixed:64").FixedLength);

        static Framing Read(string value) => EndpointUriParser.Parse("tcp://h:1?framing=" + value).Framing!;
    }

    [Theory]
    [InlineData("localhost:9000", "is not an endpoint", "tcp://127.0.0.1:9000")]
    [InlineData("://x", "is not an endpoint", "tcp://127.0.0.1:9000")]
    [InlineData("udq://h:1", "unknown scheme 'udq'", "known are tcp://, tls://, unix://, udp:// and zmq:TYPE@tcp://")]
    [InlineData("tpc://h:1", "unknown scheme 'tpc'", "did you mean 'tcp'?")]
    [InlineData("tcp://h", "has no port", "write tcp://h:9000")]
    [InlineData("tcp://[::1]", "has no port", "write tcp://[::1]:9000")]
    [InlineData("udp://239.1.2.3?iface=lo", "has no port", "write udp://239.1.2.3:9000")]
    [InlineData("tcp://h:65536", "'65536'", "ports go from 0 to 65535")]
    [InlineData("tcp://h:http", "'http'", "is not a port")]
    [InlineData("tcp://h:-1", "'-1'", "is not a port")]
    [InlineData("tcp://::1:9000", "more than one colon", "put IPv6 addresses in brackets")]
    [InlineData("tcp://[::1:9000", "no IPv6 address between its brackets", "tcp://[::1]:9000")]
    [InlineData("tcp://[127.0.0.1]:9000", "no IPv6 address between its brackets", "tcp://[::1]:9000")]
    [InlineData("tcp://[::1]9000", "behind the brackets", "tcp://[::1]:9000")]
    [InlineData("tcp://me@h:1", "has a user name", "none")]
    [InlineData("tcp://h:1/path", "has a path ('/path')", "end with the port")]
    [InlineData("tcp://h:1#x", "fragment", "none")]
    [InlineData("tcp://a b:1", "'a b'", "is not a host name")]
    [InlineData("unix://", "names no file", "unix:///run/x.sock")]
    [InlineData("unix:///a%zz", "'%'", "%25")]
    [InlineData("tcp://h:1?framming=line", "unknown key 'framming'", "did you mean 'framing'?")]
    [InlineData("tcp://h:1?color=red", "unknown key 'color'", "keys are framing, maxframe, maxmessage, window, queue")]
    [InlineData("tcp://h:1?", "empty key", "keys are")]
    [InlineData("tcp://h:1?framing", "key 'framing' has no value", "native, len8")]
    [InlineData("tcp://h:1?window=", "key 'window' has no value", "1MiB")]
    [InlineData("tcp://h:1?framing=line&framing=raw", "key 'framing' is given twice", "once")]
    [InlineData("tcp://h:1?framing=lines", "key 'framing': 'lines' is unknown", "did you mean 'line'?")]
    [InlineData("tcp://h:1?framing=protobuf", "key 'framing': 'protobuf' is unknown", "allowed are native, len8")]
    [InlineData("tcp://h:1?framing=len32", "'len32' does not say the byte order", "write len32be or len32le")]
    [InlineData("tcp://h:1?framing=delim", "'delim' needs a parameter", "delim:0d0a")]
    [InlineData("tcp://h:1?framing=delim:0d0", "pairs of hex digits", "delim:0d0a")]
    [InlineData("tcp://h:1?framing=delim:zz", "pairs of hex digits", "delim:0d0a")]
    [InlineData("tcp://h:1?framing=fixed:0", "frame length in bytes", "fixed:64")]
    [InlineData("tcp://h:1?framing=line&maxframe=64K", "key 'maxframe'", "64k (powers of 1000) or 64Ki")]
    [InlineData("tcp://h:1?window=3G", "key 'window'", "too large")]
    [InlineData("tcp://h:1?maxframe=1k", "'maxframe' belongs to a framing", "maxmessage")]
    [InlineData("tcp://h:1?framing=line&maxmessage=1k", "'maxmessage' belongs to the native protocol", "use maxframe")]
    [InlineData("tcp://h:1?framing=raw&window=1M", "'window' belongs to the native protocol", "leave it out")]
    [InlineData("tcp://h:1?framing=fixed:8&maxframe=9", "'maxframe' says nothing", "leave it out")]
    public void Says_in_one_line_what_is_wrong_and_what_is_right(string text, string wrong, string right)
    {
        ToolException error = Assert.Throws<ToolException>(() => EndpointUriParser.Parse(text));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(wrong, error.OneLine, StringComparison.Ordinal);
        Assert.Contains(right, error.OneLine, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.OneLine);
    }

    [Fact]
    public void Refuses_a_path_longer_than_a_socket_may_have()
    {
        Assert.Equal(107, EndpointUriParser.Parse("unix://" + new string('a', 107)).Path.Length);
        Assert.Throws<ToolException>(() => EndpointUriParser.Parse("unix://" + new string('a', 108)));
    }

    [Fact]
    public void Describes_what_it_resolved_to_with_its_query()
    {
        EndpointUri uri = EndpointUriParser.Parse("tcp://localhost:0?framing=line");

        Assert.Equal("tcp://127.0.0.1:40123?framing=line", uri.Describe("127.0.0.1", 40123));
        Assert.Equal("tcp://[::1]:40123?framing=line", uri.Describe("::1", 40123));
    }
}
