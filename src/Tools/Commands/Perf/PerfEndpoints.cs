using System.Net;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport;

namespace Sockets.Tools.Commands.Perf;

/// <summary>Which endpoints make sense where in <c>perf</c>.</summary>
internal static class PerfEndpoints
{
    /// <summary>Sessions of our own protocol only: what is measured needs its messages and its flow control.</summary>
    public static void CheckSessions(EndpointUri endpoint, string verb)
    {
        if (endpoint.Scheme == Scheme.Udp)
        {
            throw ToolException.Usage(
                $"{verb} needs a connection, and '{endpoint.Text}' is datagrams",
                verb == "perf serve" ? "serve tcp://; perf loss says where datagrams go" : "measure those with sockets perf loss");
        }

        if (endpoint.Zmq is not null)
        {
            throw ToolException.Usage(
                $"'{endpoint.Text}' is a ZeroMQ socket, and {verb} is where both sides agree what to measure",
                "write tcp://, tls:// or unix://; perf run says which sockets are measured");
        }

        if (endpoint.Framing is { } framing)
        {
            throw ToolException.Usage($"{verb} speaks the native protocol, not framing={framing.Text}", "leave it out");
        }
    }

    /// <summary>What both sides have to know about the ZeroMQ sockets of a test.</summary>
    /// <param name="data">Where the server binds them.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="policy">What a publisher does whose subscriber cannot keep up.</param>
    public static ZmqPlan Plan(EndpointUri data, EndpointUri server, OverflowPolicy policy)
    {
        ZmqSettings zmq = data.Zmq!;
        string? alien = zmq switch
        {
            { Topics.Count: > 0 } => "topic",
            { Delimiter: not null } => "delim",
            { RoutingId.Length: > 0 } => "id",
            { To: not null } => "to",
            _ => null,
        };
        if (alien is not null)
        {
            throw ToolException.Usage($"key '{alien}' is not for measuring: messages have one part, and each goes to the one peer there is", "leave it out");
        }

        if (data.Path.Length == 0 && data.Host != server.Host && !IPAddress.TryParse(data.Host, out _))
        {
            throw ToolException.Usage($"'{data.Host}' is not where '{server.Text}' is", "write the address at which the server shall bind");
        }

        return new ZmqPlan
        {
            Role = zmq.Role.Name,
            Host = data.Path.Length > 0 || data.Host == server.Host ? null : data.Host,
            Port = data.Port,
            Path = data.Path.Length > 0 ? data.Path : null,
            HighWaterMark = zmq.HighWaterMark,
            QueueBytes = zmq.Queue,
            MaxMessageBytes = zmq.MaxMessage,
            Policy = PolicyNames.NameOf(policy),
        };
    }

    /// <summary>A server has a name to connect to.</summary>
    public static void CheckConnects(EndpointUri endpoint)
    {
        if (endpoint.ImpliesListening)
        {
            string scheme = endpoint.Zmq is { } zmq ? zmq.Protocol + "@tcp" : endpoint.Scheme.ToString().ToLowerInvariant();
            throw ToolException.Usage($"'{endpoint.Text}' names no server", $"write its host, as in {scheme}://127.0.0.1:{endpoint.Port}");
        }
    }
}
