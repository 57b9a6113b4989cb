using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Commands;

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

        if (endpoint.Framing is { } framing)
        {
            throw ToolException.Usage($"{verb} speaks the native protocol, not framing={framing.Text}", "leave it out");
        }
    }

    /// <summary>A server has a name to connect to.</summary>
    public static void CheckConnects(EndpointUri endpoint)
    {
        if (endpoint.ImpliesListening)
        {
            throw ToolException.Usage($"'{endpoint.Text}' names no server", $"write its host, as in {endpoint.Scheme.ToString().ToLowerInvariant()}://127.0.0.1:{endpoint.Port}");
        }
    }
}
