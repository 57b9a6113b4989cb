using System.Net;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor;

/// <summary>A group on an interface: what an endpoint joins, once or several times.</summary>
/// <param name="Group">The group.</param>
/// <param name="InterfaceName">The interface as the endpoint names it; null when it does not.</param>
/// <param name="Interface">The interface; null when there is none of that name.</param>
internal sealed record Feed(IPAddress Group, string? InterfaceName, NetInterface? Interface)
{
    /// <summary>Why nothing can be joined there; null when it can be tried.</summary>
    public string? Obstacle => this switch
    {
        { InterfaceName: null } => "no interface is named",
        { Interface: null } => "there is no such interface",
        { Interface.IsUp: false } => "the interface is down",
        _ when Interface.AddressOf(Group.AddressFamily) is null => $"the interface has no {Family.Name(Group.AddressFamily)} address",
        _ => null,
    };
}
