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

    /// <summary><c>zmq:TYPE@tcp://host:port</c> or <c>zmq:TYPE@ipc://path</c></summary>
    Zmq,
    /// <summary><c>udp://group-or-address:port</c></summary>
    Udp,
}
