namespace Sockets.Tools.Perf.Reporting;

/// <summary>What is measured, as reports name it.</summary>
internal static class TransportNames
{
    public const string Tcp = "tcp";
    public const string Multicast = "multicast";
    public const string Statsd = "statsd";
    public const string ZeroMq = "zeromq";

    /// <summary>As people write it; what is not known, as it is.</summary>
    public static string Written(string transport) => transport switch
    {
        Tcp => "TCP",
        Multicast => "Multicast",
        Statsd => "StatsD",
        ZeroMq => "ZeroMQ",
        _ => transport,
    };
}
