using Sockets.Transport;

namespace Sockets.Tools.Endpoints;

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
        ("deadline", OverflowPolicy.Deadline),
        ("key-frame-aware", OverflowPolicy.KeyFrameAware),
    ];

    public static IReadOnlyList<string> All { get; } = [.. s_policies.Select(p => p.Name)];

    /// <summary>Those of a ZeroMQ publisher.</summary>
    public static IReadOnlyList<string> Publishing { get; } = ["wait", "drop-newest", "drop-oldest", "conflate", "disconnect"];

    /// <summary>Those of the other ZeroMQ sockets.</summary>
    public static IReadOnlyList<string> Pushing { get; } = ["wait", "reject"];
    /// <summary>Those of a sender over a connection.</summary>
    public static IReadOnlyList<string> Sending { get; } =
        ["wait", "reject", "drop-newest", "drop-oldest", "conflate", "disconnect"];

    /// <summary>Those of a sender of datagrams.</summary>
    public static IReadOnlyList<string> SendingDatagrams { get; } = ["wait", "reject", "drop-newest"];

    /// <summary>Those of a receiver of datagrams.</summary>
    public static IReadOnlyList<string> ReceivingDatagrams { get; } =
        ["drop-oldest", "drop-newest", "deadline", "key-frame-aware", "conflate"];

    public static string NameOf(OverflowPolicy policy) => s_policies.First(p => p.Policy == policy).Name;

    public static OverflowPolicy Parse(string name) => s_policies.First(p => p.Name == name).Policy;
}
