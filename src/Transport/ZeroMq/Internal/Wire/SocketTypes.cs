namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>The names of the socket types on the wire, and which of them may talk to each other.</summary>
internal static class SocketTypes
{
    /// <summary>In the order of the enumeration.</summary>
    private static readonly string[] s_names =
        ["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB"];

    public static string NameOf(ZmqSocketType type) => s_names[(int)type];

    /// <summary>The type with that name; null when there is none that this side knows.</summary>
    public static ZmqSocketType? Parse(string name) =>
        Array.IndexOf(s_names, name) is >= 0 and int index ? (ZmqSocketType)index : null;

    /// <summary>Whether two types may talk. The relation has no direction.</summary>
    public static bool AreCompatible(ZmqSocketType one, ZmqSocketType other) => one switch
    {
        ZmqSocketType.Pair => other is ZmqSocketType.Pair,
        ZmqSocketType.Pub or ZmqSocketType.XPub => other is ZmqSocketType.Sub or ZmqSocketType.XSub,
        ZmqSocketType.Sub or ZmqSocketType.XSub => other is ZmqSocketType.Pub or ZmqSocketType.XPub,
        ZmqSocketType.Push => other is ZmqSocketType.Pull,
        ZmqSocketType.Pull => other is ZmqSocketType.Push,
        ZmqSocketType.Req => other is ZmqSocketType.Rep or ZmqSocketType.Router,
        ZmqSocketType.Rep => other is ZmqSocketType.Req or ZmqSocketType.Dealer,
        ZmqSocketType.Dealer => other is ZmqSocketType.Rep or ZmqSocketType.Dealer or ZmqSocketType.Router,
        _ => other is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router,
    };

    /// <summary>Whether a socket of this type tells its peers the routing id it wants to be known by.</summary>
    public static bool SaysIdentity(ZmqSocketType type) =>
        type is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router;
}
