using Sockets.Tools.Endpoints;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Endpoints;

/// <summary>The keys of tls:// and of tokens, and what is said of wrong ones.</summary>
public sealed class TlsKeysTests
{
    [Fact]
    public void Reads_the_keys_of_tls()
    {
        EndpointUri uri = EndpointUriParser.Parse("tls://h:1?cert=c.pem&key=k.pem&ca=a.pem&name=n&token-file=t&window=16MiB");

        Assert.Equal((Scheme.Tls, "h", 1), (uri.Scheme, uri.Host, uri.Port));
        Assert.Equal(("c.pem", "k.pem", "a.pem", "n", "t", false), (uri.Certificate, uri.Key, uri.Authorities, uri.Name, uri.TokenFile, uri.TrustsAnybody));
        Assert.True(EndpointUriParser.Parse("tls://h:1?insecure=anybody").TrustsAnybody);
        Assert.Equal("tls://[::1]:7?window=16MiB", EndpointUriParser.Parse("tls://*:0?window=16MiB").Describe("::1", 7));
        Assert.True(EndpointUriParser.Parse("tls://:9000").ImpliesListening);
    }

    [Theory]
    [InlineData("tcp://h:1?cert=c.pem", "unknown key 'cert'")]
    [InlineData("tls://h:1?crt=c.pem", "did you mean 'cert'?")]
    [InlineData("tls://h:1?cert=", "key 'cert' has no value")]
    [InlineData("tls://h:1?insecure=yes", "'yes' is not understood")]
    [InlineData("tls://h:1?insecure=anybody&ca=a.pem", "contradict each other")]
    [InlineData("tls://h:1?framing=raw&token-file=t", "key 'token-file' belongs to the native protocol")]
    [InlineData("tlss://h:1", "did you mean 'tls'?")]
    public void Says_what_is_wrong_with_a_key(string text, string says)
    {
        ToolException error = Assert.Throws<ToolException>(() => EndpointUriParser.Parse(text));
        Assert.Contains(says, error.OneLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls://:1", true, "needs a certificate")]
    [InlineData("tls://:1?cert=c&name=n", true, "this side listens")]
    [InlineData("tls://h:1?key=k", false, "key 'key' belongs to a certificate")]
    public void Says_what_does_not_go_with_the_side(string text, bool listens, string says)
    {
        ToolException error = Assert.Throws<ToolException>(() => TlsKeys.Check(Settings(text, listens)));
        Assert.Contains(says, error.OneLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls://h:1?ca=/nowhere/ca.pem", "/nowhere/ca.pem")]
    [InlineData("tls://h:1?cert=/nowhere/cert.pem", "/nowhere/cert.pem")]
    [InlineData("tls://h:1?cert=/nowhere/cert.pfx", "/nowhere/cert.pfx")]
    public void Names_a_file_that_is_not_there(string text, string says)
    {
        ToolException error = Assert.Throws<ToolException>(() => TlsKeys.Client(Settings(text, listens: false)));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(says, error.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_token_file_that_is_not_there() =>
        Assert.Contains("/nowhere", Assert.Throws<ToolException>(() => TokenFile.Shown(EndpointUriParser.Parse("tcp://h:1?token-file=/nowhere/t"))).OneLine, StringComparison.Ordinal);

    private static ChannelSettings Settings(string text, bool listens) => new()
    {
        Endpoint = EndpointUriParser.Parse(text),
        Listen = listens,
        Driver = Driver.Async,
    };
}
