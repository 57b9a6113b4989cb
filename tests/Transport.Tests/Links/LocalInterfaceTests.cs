using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Links;

public sealed class LocalInterfaceTests
{
    private static readonly IPAddress[] s_own = [IPAddress.Parse("10.0.0.5"), IPAddress.Parse("10.0.0.6"), IPAddress.Parse("fe80::1%3"), IPAddress.Parse("fd00::1")];

    [Theory]
    [InlineData("10.0.0.6", AddressFamily.InterNetwork, "10.0.0.6")]
    [InlineData("fe80::1", AddressFamily.InterNetwork, "10.0.0.5")]
    [InlineData(null, AddressFamily.InterNetwork, "10.0.0.5")]
    [InlineData("10.0.0.6", AddressFamily.InterNetworkV6, "fe80::1%3")]
    [InlineData("fd00::1", AddressFamily.InterNetworkV6, "fd00::1")]
    public void Takes_the_address_that_was_named_and_else_the_first(string? named, AddressFamily family, string expected) => Assert.Equal(
        IPAddress.Parse(expected), LocalInterface.Choose(s_own, family, named is null ? null : IPAddress.Parse(named)));

    [Theory]
    [InlineData("fe80::1%3", "fe80::1", true)]
    [InlineData("fe80::1%3", "fe80::1%3", true)]
    [InlineData("fe80::1%3", "fe80::1%4", false)]
    [InlineData("fe80::1%3", "fe80::2", false)]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", false)]
    public void Knows_a_link_local_address_with_and_without_its_zone(string own, string named, bool isNamed) =>
        Assert.Equal(isNamed, LocalInterface.IsNamedBy(IPAddress.Parse(own), IPAddress.Parse(named)));
}
