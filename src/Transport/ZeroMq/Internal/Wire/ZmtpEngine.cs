using System.Text;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// One side of one ZMTP 3 connection: bytes in, events out. It knows no socket, no clock and no thread. Nothing but the
/// handshake is said before the peer's READY has arrived: libzmq takes anything else for a fault and never comes back.
/// </summary>
internal sealed partial class ZmtpEngine : IDisposable
{
    /// <summary>What a peer may say before it is let in; the longest that is needed is below 1 KiB.</summary>
    public const int HandshakeLimit = 8 * 1024;

    private readonly EngineSetup _setup;
    private readonly Mechanism _mechanism;
    private readonly IZmtpSink _sink;
    private readonly MessageAssembler _assembler;
    private Stage _stage;
    private int _handshakeLeft = HandshakeLimit;
    private int _minor;
    private bool _full;

    public ZmtpEngine(EngineSetup setup, Mechanism mechanism, IZmtpSink sink)
    {
        _setup = setup;
        _mechanism = mechanism;
        _sink = sink;
        _assembler = new MessageAssembler(setup.Pool, setup.MaxMessageLength);
    }

    private enum Stage
    {
        Greeting,
        Handshake,
        Deciding,
        Traffic,
    }

    /// <summary>Whether it stands still until <see cref="Decide"/>.</summary>
    public bool IsDeciding => _stage == Stage.Deciding;

    /// <summary>Whether it stopped because the sink could take no more: there may be whole messages in what it left.</summary>
    public bool IsStopped => _full;

    /// <summary>Whether a message has arrived in part.</summary>
    public bool IsInsideMessage => !_assembler.IsEmpty;

    /// <summary>What everything is sealed with after the handshake; null when it travels as it is.</summary>
    public CurveTraffic? Traffic { get; private set; }

    /// <summary>What else it may mean that the peer hangs up in the handshake.</summary>
    public string Doubt => _mechanism.Doubt;

    /// <summary>Says who we are. It waits for nothing, and needs not: peers send theirs at once too.</summary>
    public void Start()
    {
        Span<byte> greeting = stackalloc byte[Greeting.Size];
        Span<byte> name = stackalloc byte[_mechanism.Name.Length];
        Encoding.ASCII.GetBytes(_mechanism.Name, name);
        Greeting.Write(greeting, name);
        _sink.Write(greeting);
    }

    /// <summary>Deals with what has arrived.</summary>
    /// <param name="input">Everything received and not yet consumed. What is sealed is opened in it, and consumed then.</param>
    /// <returns>How much of it is dealt with; the rest is shown again, with more behind it.</returns>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol, or may not talk to this side.</exception>
    public int Receive(Span<byte> input)
    {
        _full = false;
        int consumed = 0;
        while (!_full && _stage != Stage.Deciding)
        {
            int step = _stage switch
            {
                Stage.Greeting => TakeGreeting(input[consumed..]),
                Stage.Handshake => TakeHandshake(input[consumed..]),
                _ => TakeTraffic(input[consumed..]),
            };
            if (step == 0)
            {
                break;
            }

            consumed += step;
        }

        return consumed;
    }

    /// <summary>Says whether the peer whose credentials were shown is let in.</summary>
    /// <param name="status">ZAP's status: 200 lets it in.</param>
    /// <param name="text">Why not.</param>
    /// <exception cref="ProtocolViolationException">It is not let in; the peer was told as far as it is to be told.</exception>
    public void Decide(ZmqAuthenticationStatus status, string text)
    {
        if (status == ZmqAuthenticationStatus.Allowed)
        {
            _stage = Stage.Handshake;
            _mechanism.OnAllowed(this);
            return;
        }

        // Hearing an ERROR, libzmq never tries again: one that may come back later is told nothing.
        if (status != ZmqAuthenticationStatus.TryLater)
        {
            SendError(((int)status).ToString());
        }

        throw new ProtocolViolationException($"The peer was not let in ({(int)status}): {text}", CloseReason.Unauthorized);
    }

    /// <summary>The peer showed its credentials.</summary>
    internal void Ask(Credentials credentials)
    {
        if (!_setup.Asks)
        {
            _mechanism.OnAllowed(this);
            return;
        }

        _stage = Stage.Deciding;
        _sink.OnCredentials(credentials);
    }

    internal void SendMetadata(ReadOnlySpan<byte> command)
    {
        Span<byte> metadata = stackalloc byte[Metadata.MaxLength];
        Send(command, metadata[..WriteMetadata(metadata)]);
    }

    /// <summary>Writes this side's properties.</summary>
    /// <returns>Their length, at most <see cref="Metadata.MaxLength"/>.</returns>
    internal int WriteMetadata(Span<byte> destination) => Metadata.Write(destination, _setup.Type, _setup.Identity);

    internal void Send(ReadOnlySpan<byte> command, ReadOnlySpan<byte> data)
    {
        Span<byte> frame = stackalloc byte[Command.LengthOf(command, data.Length)];
        _sink.Write(frame[..Command.Write(frame, command, data)]);
    }

    /// <summary>Refuses a peer whose socket may not talk to this one's, and tells it.</summary>
    internal void RequireCompatible(Metadata metadata)
    {
        if (metadata.SocketType is null
            || (SocketTypes.Parse(metadata.SocketType) is { } type && SocketTypes.AreCompatible(_setup.Type, type)))
        {
            return;
        }

        SendError("Invalid socket type");
        throw new ProtocolViolationException(
            $"The peer is a {WireText.Show(Encoding.Latin1.GetBytes(metadata.SocketType))} socket, which does not talk to {SocketTypes.NameOf(_setup.Type)}.");
    }

    /// <summary>Both sides have said what there is to say.</summary>
    internal void Complete(Metadata metadata)
    {
        RequireCompatible(metadata);
        _stage = Stage.Traffic;
        Traffic = _mechanism.Traffic;
        ZmqSocketType? type = metadata.SocketType is null ? null : SocketTypes.Parse(metadata.SocketType);
        _sink.OnReady(new PeerTerms(_minor, type, metadata.Identity));
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _mechanism.Dispose();
    }

    private void SendError(string reason)
    {
        Span<byte> data = stackalloc byte[1 + byte.MaxValue];
        data[0] = (byte)Encoding.ASCII.GetBytes(reason, data[1..]);
        Send(Command.Error, data[..(1 + data[0])]);
    }

    private int TakeGreeting(ReadOnlySpan<byte> input)
    {
        Span<byte> name = stackalloc byte[_mechanism.Name.Length];
        Encoding.ASCII.GetBytes(_mechanism.Name, name);
        if (!Greeting.TryRead(input, name, out _minor))
        {
            return 0;
        }

        _stage = Stage.Handshake;
        _mechanism.Begin(this);
        return Greeting.Size;
    }

    private int TakeHandshake(ReadOnlySpan<byte> input)
    {
        if (!FrameHeader.TryRead(input, _handshakeLeft, out FrameHeader header) || input.Length < header.TotalLength)
        {
            return 0;
        }

        if (!header.IsCommand || header.HasMore)
        {
            throw new ProtocolViolationException("The peer sent a message before the handshake was over.");
        }

        _handshakeLeft = Math.Max(0, _handshakeLeft - header.TotalLength);
        ReadOnlySpan<byte> name = Command.Read(input.Slice(header.Size, header.BodyLength), out ReadOnlySpan<byte> data);
        if (name.SequenceEqual(Command.Error))
        {
            ReadOnlySpan<byte> reason = data.IsEmpty ? data : data[1..];
            throw new ProtocolViolationException($"The peer refused this side: {WireText.Show(reason)}.", CloseReason.Refused);
        }

        _mechanism.OnCommand(this, name, data);
        return header.TotalLength;
    }
}
