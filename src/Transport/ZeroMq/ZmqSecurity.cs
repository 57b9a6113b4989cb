using System.Security.Cryptography;
using System.Text;
using Sockets.Transport.ZeroMq.Internal.Wire;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq;

/// <summary>How peers prove who they are. Both sides of a connection must be set to the same mechanism, or it is refused.</summary>
public sealed class ZmqSecurity
{
    private readonly Func<Mechanism> _make;

    private ZmqSecurity(string name, Func<Mechanism> make)
    {
        Name = name;
        _make = make;
    }

    /// <summary>NULL, the default: everybody is let in, unless <see cref="ZmqOptions.Authenticate"/> says otherwise by address.</summary>
    public static ZmqSecurity None { get; } = new("NULL", static () => new NullMechanism());

    /// <summary>
    /// PLAIN, the side that lets in. It needs <see cref="ZmqOptions.Authenticate"/>. Nothing is encrypted: for networks that
    /// nobody listens to.
    /// </summary>
    public static ZmqSecurity PlainServer { get; } = new("PLAIN", static () => new PlainServer());

    /// <summary>The mechanism's name on the wire.</summary>
    public string Name { get; }

    /// <summary>Whether this side cannot go without somebody who decides.</summary>
    internal bool NeedsDecision => ReferenceEquals(this, PlainServer);

    /// <summary>PLAIN, the side that is let in. Nothing is encrypted: for networks that nobody listens to.</summary>
    /// <param name="user">The user's name; at most 255 bytes in UTF-8.</param>
    /// <param name="password">The password; at most 255 bytes in UTF-8.</param>
    public static ZmqSecurity PlainClient(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(user), byte.MaxValue, nameof(user));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(password), byte.MaxValue, nameof(password));
        return new ZmqSecurity("PLAIN", () => new PlainClient(user, password));
    }

    /// <summary>
    /// CURVE, the side whose public key the others know: everything is encrypted, and only the server that was meant can read it.
    /// Without <see cref="ZmqOptions.Authenticate"/> everybody who knows the public key is let in. It needs libsodium.
    /// </summary>
    /// <param name="keys">The server's keys, borrowed until every socket that uses this is disposed.</param>
    /// <exception cref="DllNotFoundException">libsodium is not installed; the text says how to install it.</exception>
    public static ZmqSecurity CurveServer(ZmqCurveKeyPair keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Sodium.Require();
        return new ZmqSecurity("CURVE", () => new CurveServer(keys, RandomNumberGenerator.Fill));
    }

    /// <summary>CURVE, the side that knows the server's public key. It talks to nobody else, and needs libsodium.</summary>
    /// <param name="server">The server's public key.</param>
    /// <param name="keys">
    /// The client's own keys, by which the server may know it, borrowed until every socket that uses this is disposed; null, the
    /// default, for new ones that nobody knows.
    /// </param>
    /// <exception cref="DllNotFoundException">libsodium is not installed; the text says how to install it.</exception>
    public static ZmqSecurity CurveClient(ZmqCurvePublicKey server, ZmqCurveKeyPair? keys = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        Sodium.Require();
        keys ??= ZmqCurveKeyPair.Generate();
        return new ZmqSecurity("CURVE", () => new CurveClient(server, keys, RandomNumberGenerator.Fill));
    }

    internal Mechanism NewMechanism() => _make();
}
