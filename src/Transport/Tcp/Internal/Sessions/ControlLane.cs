using Sockets.Transport.Flow;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>
/// The control frames that are due. Not a queue: each kind is a flag whose frame is written, with the latest figures,
/// when the outbox next sends, so it needs no bound and a repeated request costs nothing. Guarded by the outbox's gate.
/// </summary>
internal sealed class ControlLane
{
    private Due _due;
    private Hello _hello;
    private Welcome _welcome;
    private ReasonText _farewell;
    private Trn1FrameType _farewellType;
    private ReasonCode _leaving;
    private ulong _probe;
    private ulong _echo;
    private ulong _firstAsked;
    private ulong _lastAsked;
    private bool _over;

    [Flags]
    private enum Due
    {
        None = 0,
        Hello = 1,
        Welcome = 2,
        Credit = 4,
        Ack = 8,
        Heartbeat = 16,
        GoAway = 32,
        Farewell = 64,
    }

    /// <summary>Whether the last frame was written.</summary>
    public bool IsOver => _over;

    /// <summary>Whether that was REJECT or ERROR, behind which comes nothing but the end of the connection.</summary>
    public bool IsBrokenOff { get; private set; }

    /// <summary>Whether the first frame is due, before which nothing may go out.</summary>
    public bool Greets => (_due & (Due.Hello | Due.Welcome)) != Due.None;

    public void Ask(Hello hello)
    {
        _hello = hello;
        _due |= Due.Hello;
    }

    public void Ask(Welcome welcome)
    {
        _welcome = welcome;
        _due |= Due.Welcome;
    }

    /// <summary>The peer is granted what the application has let go of, and told what has arrived.</summary>
    public void AskCredit() => _due |= Due.Credit | Due.Ack;

    /// <summary>A heartbeat that asks for an echo of this timestamp; not 0.</summary>
    public void AskProbe(ulong timestamp)
    {
        _probe = timestamp;
        _due |= Due.Heartbeat;
    }

    /// <summary>A heartbeat that echoes the peer's timestamp.</summary>
    public void AskEcho(ulong timestamp)
    {
        _echo = timestamp;
        _due |= Due.Heartbeat;
    }

    /// <summary>
    /// Whether a peer's echo is of a timestamp that was sent, and is the first of it. One is kept at a time, the first that is
    /// not answered; an echo of a later one says that it was answered along with that.
    /// </summary>
    public bool TakeEcho(ulong echo)
    {
        bool known = echo == _firstAsked && echo != 0;
        if (echo >= _firstAsked && echo <= _lastAsked)
        {
            _firstAsked = 0;
        }

        return known;
    }

    /// <summary>The last frame of an orderly end.</summary>
    public void AskGoAway(ReasonCode code)
    {
        _leaving = code;
        _due |= Due.GoAway;
    }

    /// <summary>The last frame of any other end: REJECT or ERROR. Nothing else is said after it.</summary>
    public void AskFarewell(Trn1FrameType type, ReasonText reason)
    {
        _farewellType = type;
        _farewell = reason;
        _due = Due.Farewell;
    }

    /// <summary>Writes every frame that is due. After a farewell nothing is due any more: the peer would take it for a fault (TRN1-E3).</summary>
    /// <param name="destination">At least <see cref="Outbox.ControlLength"/> bytes.</param>
    /// <param name="sent">Messages that went out whole.</param>
    /// <param name="received">Messages that arrived whole.</param>
    /// <param name="credit">The window of this side; null during the handshake.</param>
    public int Write(Span<byte> destination, ulong sent, ulong received, ReceiveCredit? credit)
    {
        if (_over)
        {
            return 0;
        }

        int length = 0;
        if (IsDue(Due.Hello))
        {
            Preamble.Bytes.CopyTo(destination);
            length = Preamble.Size;
            length += Frame(destination[length..], Trn1FrameType.Hello, _hello.Write(Payload(destination[length..])));
        }

        if (IsDue(Due.Welcome))
        {
            length += Frame(destination[length..], Trn1FrameType.Welcome, _welcome.Write(Payload(destination[length..])));
        }

        if (IsDue(Due.Credit))
        {
            length += Frame(destination[length..], Trn1FrameType.Credit, CreditGrant.Write(credit!.TakeGrant(), Payload(destination[length..])));
        }

        if (IsDue(Due.Ack))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(Payload(destination[length..]), received);
            length += Frame(destination[length..], Trn1FrameType.Ack, sizeof(ulong));
        }

        if (IsDue(Due.Heartbeat))
        {
            var heartbeat = new Heartbeat(sent + 1, received, _probe, _echo);
            NoteAsked(_probe);
            _probe = _echo = 0;
            length += Frame(destination[length..], Trn1FrameType.Heartbeat, heartbeat.Write(Payload(destination[length..])));
        }

        if (IsDue(Due.GoAway))
        {
            var goAway = new GoAway(sent, received, _leaving);
            length += Frame(destination[length..], Trn1FrameType.GoAway, goAway.Write(Payload(destination[length..])));
        }

        if (IsDue(Due.Farewell))
        {
            length += Frame(destination[length..], _farewellType, _farewell.Write(Payload(destination[length..])));
        }

        _over = IsDue(Due.GoAway | Due.Farewell);
        IsBrokenOff = IsDue(Due.Farewell);
        _due = Due.None;
        return length;
    }

    private void NoteAsked(ulong timestamp)
    {
        if (timestamp != 0)
        {
            _lastAsked = timestamp;
            _firstAsked = _firstAsked == 0 ? timestamp : _firstAsked;
        }
    }

    private bool IsDue(Due what) => (_due & what) != Due.None;

    private static Span<byte> Payload(Span<byte> frame) => frame[Trn1Header.Size..];

    private static int Frame(Span<byte> destination, Trn1FrameType type, int payloadLength)
    {
        new Trn1Header((uint)payloadLength, type, Flags: 0, Channel: 0).Write(destination);
        return Trn1Header.Size + payloadLength;
    }
}
