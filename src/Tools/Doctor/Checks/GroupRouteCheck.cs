using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Where the routes lead to a group. IPv4 goes by the interface that is named, IPv6 needs a route there all the same.</summary>
internal sealed class GroupRouteCheck : ICheck
{
    private readonly SystemFiles _files;
    private readonly Feed _feed;

    public GroupRouteCheck(SystemFiles files, Feed feed)
    {
        _files = files;
        _feed = feed;
    }

    public string Name => "route";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_feed.Obstacle is { } obstacle)
        {
            return Finding.Unknown($"not looked for: {obstacle}");
        }

        AddressFamily family = _feed.Group.AddressFamily;
        if (RouteTable.Read(_files, family) is not { } table)
        {
            return Finding.Unknown("this system does not show its routes under /proc/net");
        }

        string name = _feed.Interface!.Name;
        IReadOnlyList<Route> routes = table.To(_feed.Group);
        if (routes.Count > 0 && routes[0].Interface == name)
        {
            return Finding.Ok($"{_feed.Group} goes through {name} ({routes[0].Network})");
        }

        return family == AddressFamily.InterNetwork ? Judge4(routes, name) : Judge6(routes, name);
    }

    private Finding Judge4(IReadOnlyList<Route> routes, string name)
    {
        if (_feed.Interface!.IsLoopback)
        {
            return Finding.Ok($"none is needed: {name} is named in the endpoint");
        }

        return routes.Count == 0
            ? Finding.Warn(
                $"none to {_feed.Group}: sockets names the interface and needs none, programs that do not name it find the network unreachable",
                $"sudo ip route add 224.0.0.0/4 dev {name}")
            : Finding.Warn(
                $"{_feed.Group} leads through {routes[0].Interface}: sockets names {name} and goes there, programs that name none do not",
                $"sudo ip route add {_feed.Group}/32 dev {name}");
    }

    // Every interface has a route to ff00::/8 of its own, and the one that is named is looked for among them.
    private Finding Judge6(IReadOnlyList<Route> routes, string name) => routes.Any(r => r.Interface == name)
        ? Finding.Ok($"{_feed.Group} goes through {name}, because it is named")
        : Finding.Fail($"none to {_feed.Group} through {name}: sending there is refused", $"sudo ip -6 route add ff00::/8 dev {name} table local");
}
