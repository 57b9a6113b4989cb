using System.Net;

namespace Sockets.Transport.ZeroMq;

/// <summary>What a peer shows of itself before it is let in.</summary>
/// <param name="Mechanism">"NULL", "PLAIN" or "CURVE".</param>
/// <param name="RemoteEndPoint">Where it connects from; null in one process and where the system does not say.</param>
/// <param name="User">The user's name; empty but with PLAIN.</param>
/// <param name="Password">The password; empty but with PLAIN. Compare it in constant time.</param>
/// <param name="PublicKey">The client's public key, which it has proved to be its own; null but with CURVE.</param>
public sealed record ZmqAuthenticationRequest(
    string Mechanism, EndPoint? RemoteEndPoint, string User, string Password, ZmqCurvePublicKey? PublicKey = null);
