using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>How two peers let each other in, as the steps of one connection's handshake.</summary>
internal abstract class Mechanism : IDisposable
{
    /// <summary>The name in the greeting, and to whoever decides.</summary>
    public abstract string Name { get; }

    /// <summary>What everything is sealed with once the handshake is over; null when it travels as it is.</summary>
    public virtual CurveTraffic? Traffic => null;

    /// <summary>What else it may mean that the peer hangs up in the handshake, as a part of a sentence.</summary>
    public virtual string Doubt => "";

    /// <summary>The peer's greeting is there.</summary>
    public abstract void Begin(ZmtpEngine engine);

    /// <summary>The peer is let in.</summary>
    public virtual void OnAllowed(ZmtpEngine engine)
    {
    }

    /// <summary>A command arrived, other than ERROR.</summary>
    /// <exception cref="ProtocolViolationException">It is not the one that is due.</exception>
    public abstract void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Forgets its secrets. Nothing may be sealed or opened any more.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>Refuses a command that is not due.</summary>
    protected static ProtocolViolationException NotDue(ReadOnlySpan<byte> name, string expected) =>
        new($"The peer sent {WireText.Show(name)} in the handshake where {expected} was due.");
}
