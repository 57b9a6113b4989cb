using Sockets.Transport;

namespace Sockets.Tools.Commands;

/// <summary>The overflow policies as the command line names them.</summary>
internal static class PolicyNames
{
    private static readonly (string Name, OverflowPolicy Policy)[] s_policies =
    [
        ("wait", OverflowPolicy.Wait),
        ("reject", OverflowPolicy.Reject),
        ("drop-newest", OverflowPolicy.DropNewest),
        ("drop-oldest", OverflowPolicy.DropOldest),
        ("conflate", OverflowPolicy.Conflate),
        ("disconnect", OverflowPolicy.Disconnect),
    ];

    public static IReadOnlyList<string> All { get; } = [.. s_policies.Select(p => p.Name)];

    public static string NameOf(OverflowPolicy policy) => s_policies.First(p => p.Policy == policy).Name;

    public static OverflowPolicy Parse(string name) => s_policies.First(p => p.Name == name).Policy;
}
