using System.Net;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the interface of a group is there, up, and carries multicast.</summary>
internal sealed class InterfaceCheck : ICheck
{
    private readonly Machine _machine;
    private readonly Feed _feed;
    private readonly int _datagram;

    /// <param name="machine">Where the interfaces are.</param>
    /// <param name="feed">The group and its interface.</param>
    /// <param name="datagram">The longest datagram, without the headers of IP and UDP.</param>
    public InterfaceCheck(Machine machine, Feed feed, int datagram)
    {
        _machine = machine;
        _feed = feed;
        _datagram = datagram;
    }

    public string Name => "interface";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_feed.InterfaceName is not { } name)
        {
            return Finding.Fail("the endpoint names none, and the system's choice is often the wrong one", $"add ?iface= and one of {Candidates()}");
        }

        if (_feed.Interface is not { } found)
        {
            return Finding.Fail($"there is no '{name}'", $"take one of {Candidates()}");
        }

        if (!found.IsUp)
        {
            return Finding.Fail($"{found.Name} is down", $"sudo ip link set {found.Name} up");
        }

        if (found.AddressOf(_feed.Group.AddressFamily) is not { } address)
        {
            string family = Family.Name(_feed.Group.AddressFamily);
            return Finding.Fail($"{found.Name} has no {family} address", $"{Family.IpCommand(_feed.Group.AddressFamily)} addr add ADDRESS/LENGTH dev {found.Name}");
        }

        return Judge(found, address).With(("mtu_bytes", found.Mtu));
    }

    private Finding Judge(NetInterface found, IPAddress address)
    {
        string text = $"{found.Name} is up, {address}, MTU {found.Mtu}";

        // The loopback carries multicast and does not say so.
        if (!found.HasMulticast && !found.IsLoopback)
        {
            return Finding.Fail($"{text}, but it carries no multicast", $"sudo ip link set {found.Name} multicast on");
        }

        int longest = found.Mtu - Family.DatagramHeaders(_feed.Group.AddressFamily);
        return _datagram > longest && found.Mtu > 0
            ? Finding.Warn($"{text}: datagrams of {_datagram} bytes are cut into fragments, and losing one loses all", $"add ?datagram={longest}")
            : Finding.Ok(found.IsLoopback ? $"{text}; nothing leaves this machine" : $"{text}, carries multicast");
    }

    private string Candidates() => string.Join(", ", _machine.Interfaces()
        .Where(i => i.IsUp && (i.HasMulticast || i.IsLoopback) && i.AddressOf(_feed.Group.AddressFamily) is not null)
        .Select(static i => i.Name)
        .DefaultIfEmpty("none that is up"));
}
