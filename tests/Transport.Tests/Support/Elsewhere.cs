using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tests.Support;

/// <summary>An address of a family that this system has no sockets for, as IPv6 where it is switched off.</summary>
internal sealed class Elsewhere : EndPoint
{
    public override AddressFamily AddressFamily => AddressFamily.AppleTalk;

    public override string ToString() => "elsewhere";
}
