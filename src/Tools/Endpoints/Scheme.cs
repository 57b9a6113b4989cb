namespace Sockets.Tools.Endpoints;

/// <summary>The schemes an endpoint can have.</summary>
internal enum Scheme
{
    /// <summary><c>tcp://host:port</c></summary>
    Tcp,

    /// <summary><c>tls://host:port</c></summary>
    Tls,

    /// <summary><c>unix://path</c></summary>
    Unix,

    /// <summary><c>udp://group-or-address:port</c></summary>
    Udp,
}
