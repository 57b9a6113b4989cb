namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>What a peer shows of itself before it is let in.</summary>
/// <param name="Mechanism">The mechanism's name on the wire.</param>
/// <param name="User">The user's name; empty where the mechanism has none.</param>
/// <param name="Password">The password; empty where the mechanism has none.</param>
/// <param name="PublicKey">The public key that it has proved to be its own; null where the mechanism has none.</param>
internal sealed record Credentials(string Mechanism, string User, string Password, ZmqCurvePublicKey? PublicKey = null);
