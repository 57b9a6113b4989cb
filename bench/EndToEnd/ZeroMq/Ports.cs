using System.Globalization;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>The port at the end of an endpoint.</summary>
internal static class Ports
{
    public static int Of(string endpoint) => int.Parse(endpoint[(endpoint.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
}
