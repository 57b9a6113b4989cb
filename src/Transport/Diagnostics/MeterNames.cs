namespace Sockets.Transport.Diagnostics;

/// <summary>
/// The names of the meters this library writes to, for whoever listens: <c>AddMeter(MeterNames.Tcp)</c> in OpenTelemetry,
/// <c>dotnet-counters monitor --counters Sockets.Transport.Tcp</c>. Nothing is counted twice for a meter: its instruments
/// read the counters of connections and clients when they are asked.
/// </summary>
public static class MeterNames
{
    /// <summary>TCP sessions and framed connections: <c>Sockets.Transport.Tcp</c>.</summary>
    public const string Tcp = "Sockets.Transport.Tcp";

    /// <summary>Multicast receivers and senders: <c>Sockets.Transport.Multicast</c>.</summary>
    public const string Multicast = "Sockets.Transport.Multicast";

    /// <summary>StatsD clients: <c>Sockets.Transport.Statsd</c>.</summary>
    public const string Statsd = "Sockets.Transport.Statsd";

    /// <summary>ZeroMQ sockets: <c>Sockets.Transport.ZeroMq</c>.</summary>
    public const string ZeroMq = "Sockets.Transport.ZeroMq";
}
