using System.Net;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Tests.Endpoints;

public sealed class EndPointsTests
{
    [Fact]
    public void A_peer_does_not_bear_the_keys_of_this_side()
    {
        EndpointUri uri = EndpointUriParser.Parse("tls://*:5301?cert=server.pem&key=server.key");

        Assert.Equal("tls://10.0.0.5:40123", EndPoints.Name(uri, new IPEndPoint(IPAddress.Parse("10.0.0.5"), 40123)));
    }
}
