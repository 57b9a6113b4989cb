using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Which version of the protocol asks the network for the group. Version 2 cannot name sources.</summary>
internal sealed class IgmpCheck : ICheck
{
    private readonly SystemFiles _files;
    private readonly Feed _feed;
    private readonly IReadOnlyList<IPAddress> _sources;

    public IgmpCheck(SystemFiles files, Feed feed, IReadOnlyList<IPAddress> sources)
    {
        _files = files;
        _feed = feed;
        _sources = sources;
    }

    public string Name => "IGMP";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_feed is not { Interface: { } on, Group.AddressFamily: AddressFamily.InterNetwork })
        {
            return Finding.Unknown($"not looked at: {_feed.Obstacle}");
        }

        // As in: "4	eth0      :     1      V3"
        string? version = _files.ReadLines("proc/net/igmp")
            .Select(static l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(w => w.Length >= 5 && w[1] == on.Name)?[4];
        if (version is null)
        {
            return Finding.Unknown($"this system does not show the IGMP version of {on.Name}");
        }

        return _sources.Count > 0 && version != "V3"
            ? Finding.Warn(
                $"{version} on {on.Name}: a router or switch there is older than source-specific multicast, so that all senders come and the kernel sorts them out",
                $"sudo sysctl -w {InterfaceSetting.Name(on.Name, "force_igmp_version")}=3")
            : Finding.Ok($"{version} on {on.Name}; whether switches pass the group on, only a sender elsewhere can show");
    }
}
