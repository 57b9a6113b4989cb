using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>A kind of socket, and what one can do with it on a command line.</summary>
/// <param name="Name">As endpoints write it.</param>
/// <param name="Type">The same to the library.</param>
/// <param name="Other">What talks to it on the other side.</param>
/// <param name="Sends">Whether <c>send</c> can use it.</param>
/// <param name="Receives">Whether <c>recv</c> can use it.</param>
internal sealed record ZmqRole(string Name, ZmqSocketType Type, string Other, bool Sends, bool Receives)
{
    public static IReadOnlyList<ZmqRole> All { get; } =
    [
        new("pub", ZmqSocketType.Pub, "sub", Sends: true, Receives: false),
        new("sub", ZmqSocketType.Sub, "pub", Sends: false, Receives: true),
        new("push", ZmqSocketType.Push, "pull", Sends: true, Receives: false),
        new("pull", ZmqSocketType.Pull, "push", Sends: false, Receives: true),
        new("req", ZmqSocketType.Req, "rep", Sends: true, Receives: false),
        new("rep", ZmqSocketType.Rep, "req", Sends: false, Receives: true),
        new("pair", ZmqSocketType.Pair, "pair", Sends: true, Receives: true),
        new("dealer", ZmqSocketType.Dealer, "dealer", Sends: true, Receives: true),
        new("router", ZmqSocketType.Router, "dealer", Sends: true, Receives: true),
        new("xpub", ZmqSocketType.XPub, "sub", Sends: true, Receives: true),
        new("xsub", ZmqSocketType.XSub, "pub", Sends: false, Receives: true),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static role => role.Name)];

    /// <summary>Whether each message goes to everybody who wants it.</summary>
    public bool Publishes => Type is ZmqSocketType.Pub or ZmqSocketType.XPub;

    /// <summary>Whether it says what it wants.</summary>
    public bool Subscribes => Type is ZmqSocketType.Sub or ZmqSocketType.XSub;

    /// <summary>Whether it tells peers by what name a ROUTER knows it.</summary>
    public bool HasRoutingId => Type is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router;

    /// <summary>Reads a name.</summary>
    /// <exception cref="ToolException">There is no such kind.</exception>
    public static ZmqRole Parse(string name) => All.FirstOrDefault(role => role.Name == name)
        ?? throw ToolException.Usage($"unknown socket type '{name}'{Suggestion.Phrase(name, Names)}", $"known are {string.Join(", ", Names)}");

    /// <summary>Refuses what it cannot do.</summary>
    /// <exception cref="ToolException">It only does the other.</exception>
    public void Check(Purpose purpose)
    {
        if (purpose == Purpose.Send && !Sends)
        {
            throw ToolException.Usage($"zmq:{Name} only receives", $"use sockets recv, or send with zmq:{Other}");
        }

        if (purpose == Purpose.Receive && !Receives)
        {
            throw ToolException.Usage($"zmq:{Name} only sends", $"use sockets send, or receive with zmq:{Other}");
        }
    }
}
