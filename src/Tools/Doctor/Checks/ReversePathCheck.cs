using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>
/// Whether the kernel's source check (rp_filter) lets the group's packets in: it drops those whose way back would be
/// another one, and no counter of the socket shows them.
/// </summary>
internal sealed class ReversePathCheck : ICheck
{
    private const string Folder = "proc/sys/net/ipv4/conf/";
    private const int Strict = 1;

    private readonly SystemFiles _files;
    private readonly Feed _feed;
    private readonly IReadOnlyList<IPAddress> _sources;

    /// <param name="files">Where the setting and the routes stand.</param>
    /// <param name="feed">The group and its interface.</param>
    /// <param name="sources">The senders, where the endpoint names them.</param>
    public ReversePathCheck(SystemFiles files, Feed feed, IReadOnlyList<IPAddress> sources)
    {
        _files = files;
        _feed = feed;
        _sources = sources;
    }

    public string Name => "rp_filter";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_feed.Interface is not { } on)
        {
            return Finding.Unknown($"not looked at: {_feed.Obstacle}");
        }

        // The greater of both is in force.
        if (_files.ReadNumber($"{Folder}all/rp_filter") is not { } all || _files.ReadNumber($"{Folder}{on.Name}/rp_filter") is not { } own)
        {
            return Finding.Unknown("this system does not show net.ipv4.conf");
        }

        long filter = Math.Max(all, own);
        if (filter == 0 || on.IsLoopback)
        {
            return Finding.Ok(filter == 0 ? $"off on {on.Name}: senders may be anywhere" : $"does not matter on {on.Name}").With(("rp_filter", filter));
        }

        return (RouteTable.Read(_files, AddressFamily.InterNetwork) is { } table
            ? Judge(table, on.Name, filter)
            : Finding.Unknown("this system does not show its routes under /proc/net")).With(("rp_filter", filter));
    }

    private Finding Judge(RouteTable table, string name, long filter)
    {
        string mode = filter == Strict ? "strict (1)" : "loose (2)";
        foreach (IPAddress source in _sources)
        {
            Route? back = table.To(source) is [var first, ..] ? first : null;
            if (back is null)
            {
                return Finding.Fail(
                    $"{mode} on {name}, and there is no route back to {source}: its packets are dropped without a word",
                    $"sudo ip route add {source}/32 dev {name}");
            }

            if (filter == Strict && back.Interface != name)
            {
                return Finding.Fail(
                    $"{mode} on {name}, and the way back to {source} is {back.Interface}: its packets are dropped without a word",
                    $"sudo sysctl -w {InterfaceSetting.Name(name, "rp_filter")}=2");
            }
        }

        if (_sources.Count > 0)
        {
            return Finding.Ok($"{mode} on {name}; the way back to every source is right");
        }

        bool allAllowed = table.All.Any(r => r.IsDefault && (filter != Strict || r.Interface == name));
        return allAllowed
            ? Finding.Ok($"{mode} on {name}; the default route covers every sender")
            : Finding.Warn(
                $"{mode} on {name}: only senders in {Networks(table, name, filter)} are let in, others are dropped without a word; name yours with ?source= to have them checked",
                $"sudo sysctl -w {InterfaceSetting.Name(name, "rp_filter")}={(filter == Strict && table.All.Any(static r => r.IsDefault) ? 2 : 0)} net.ipv4.conf.all.rp_filter=0");
    }

    private static string Networks(RouteTable table, string name, long filter) => string.Join(", ", table.All
        .Where(r => filter != Strict || r.Interface == name)
        .Select(static r => r.Network.ToString())
        .DefaultIfEmpty("no network"));
}
