using System.Net;

namespace Sockets.Transport.ZeroMq;

/// <summary>What a peer shows of itself before it is let in.</summary>
/// <param name="Mechanism">"NULL" or "PLAIN".</param>
/// <param name="RemoteEndPoint">Where it connects from; null in one process and where the system does not say.</param>
/// <param name="User">The user's name; empty with NULL.</param>
/// <param name="Password">The password; empty with NULL. Compare it in constant time.</param>
public sealed record ZmqAuthenticationRequest(string Mechanism, EndPoint? RemoteEndPoint, string User, string Password);
