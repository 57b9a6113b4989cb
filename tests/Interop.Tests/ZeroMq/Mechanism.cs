namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>The mechanism, and which side of it is ours.</summary>
public enum Mechanism
{
    /// <summary>No security.</summary>
    Null,

    /// <summary>We show a user and a password.</summary>
    PlainClient,

    /// <summary>We ask for them.</summary>
    PlainServer,

    /// <summary>We know the server's key.</summary>
    CurveClient,

    /// <summary>We let in the one client whose key we know.</summary>
    CurveServer,
}
