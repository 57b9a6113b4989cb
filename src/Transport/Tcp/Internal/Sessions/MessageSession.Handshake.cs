using Sockets.Transport.Flow;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>The handshake: preamble, HELLO, then WELCOME or REJECT.</content>
internal sealed partial class MessageSession
{
    /// <summary>The only version there is.</summary>
    private const byte Version = 1;

    private ResumePoint? _resume;

    public void OnOpened()
    {
        if (_role == SessionRole.Client)
        {
            Hello hello = MyHello();
            SayHandshake(control => control.Ask(hello));
        }
    }

    /// <summary>The server's first bytes must be the client's preamble; the first wrong one is enough to refuse (TRN1-P2).</summary>
    private int TakePreamble(ReadOnlySpan<byte> received)
    {
        int shown = Math.Min(received.Length, Preamble.Size);
        if (!received[..shown].SequenceEqual(Preamble.Bytes[..shown]))
        {
            throw new ProtocolViolationException(
                $"The peer does not speak TRN1: {ForeignGreeting.Describe(received)}.");
        }

        if (shown < Preamble.Size)
        {
            return 0;
        }

        _phase = Phase.ExpectHello;
        return Preamble.Size;
    }

    /// <summary>Only HELLO, WELCOME and REJECT are understood before the session is open, and they are short (TRN1-H1).</summary>
    private void CheckHandshakeHeader(Trn1Header header, ReadOnlySpan<byte> received)
    {
        bool expected = _role == SessionRole.Server
            ? header.Type == Trn1FrameType.Hello
            : header.Type is Trn1FrameType.Welcome or Trn1FrameType.Reject or Trn1FrameType.Error;
        if (!expected || header.Length > Hello.MaxSize || header.Channel != 0)
        {
            string who = _role == SessionRole.Server ? "a HELLO of at most 4096 bytes" : "a WELCOME or REJECT of at most 4096 bytes";
            throw new ProtocolViolationException(
                $"Instead of {who}, something else came: {ForeignGreeting.Describe(received)}.");
        }
    }

    /// <summary>
    /// A first header that has only begun is judged by what is there (TRN1-P3): many a foreign greeting is shorter than
    /// a header, and its sender waits.
    /// </summary>
    private void CheckBegunHeader(ReadOnlySpan<byte> begun)
    {
        Span<byte> header = stackalloc byte[Trn1Header.Size];
        Trn1FrameType due = _role == SessionRole.Server ? Trn1FrameType.Hello : Trn1FrameType.Welcome;
        new Trn1Header(Length: 0, due, Flags: 0, Channel: 0).Write(header);
        begun.CopyTo(header);
        CheckHandshakeHeader(Trn1Header.Read(header), begun);
    }

    private void OnHello(ReadOnlySpan<byte> payload)
    {
        if (!Hello.TryRead(payload, out Hello hello))
        {
            throw new ProtocolViolationException("The HELLO is malformed, or demands an option that is not known here.");
        }

        if (hello.MinVersion > Version || hello.MaxVersion < Version)
        {
            throw Violation(
                ReasonCode.Version,
                $"The client speaks TRN1 versions {hello.MinVersion} to {hello.MaxVersion}, this server version {Version} only.");
        }

        Accept(hello.Terms, "client");
        _algorithm = ChooseAlgorithm(hello);
        (_features, _peerRequests) = (hello.Features & Supported(_algorithm), hello.Requests);
        _resume = hello.Resume;
        if (_setup.Doorkeeper is not null)
        {
            _asked = hello;
            _phase = Phase.Authenticating;
            return;
        }

        Admit();
    }

    private void Admit()
    {
        if (_resume is { } point)
        {
            Redirect(point);
            return;
        }

        if ((_features & Features.Resume) != Features.None)
        {
            MakeResumable(SessionToken.Draw(), _setup.Resume!.Patience);
        }

        SayHandshake(control => control.Ask(MyWelcome(resume: null)));
        Open();
    }

    /// <summary>The client has a session here already: its connection goes there.</summary>
    private void Redirect(ResumePoint point)
    {
        uint retry = 0;
        if (_setup.ResumeTable?.Find(point.Token, Identity, _pump.Link.RemoteEndPoint, out retry) is not { } session)
        {
            _answer = _answer with { RetryAfterMilliseconds = retry };
            Fail(CloseReason.SessionLost, ReasonCode.SessionUnknown, "No session that can be resumed is known by this token.");
            return;
        }

        Place? place = _connection.GivePlace();
        _pump.LetGo(link =>
        {
            var arrival = new Arrival(link, point, place);
            if (!session.TryReturn(arrival))
            {
                arrival.Dispose();
            }
        });
    }

    private Welcome MyWelcome(ResumePoint? resume) => new()
    {
        Version = Version,
        Terms = MyTerms(),
        Features = Supported(_algorithm),
        Requests = (uint)_setup.Requests.MaxInFlight,
        Algorithm = _algorithm,
        ServerInstance = _setup.Identity,
        Token = Token,
        ResumeMilliseconds = Token.IsNone ? 0 : (uint)_setup.Resume!.Patience.TotalMilliseconds,
        Resume = resume,
    };

    private void OnWelcome(ReadOnlySpan<byte> payload)
    {
        if (!Welcome.TryRead(payload, out Welcome welcome))
        {
            throw new ProtocolViolationException("The WELCOME is malformed, or demands an option that is not known here.");
        }

        if (welcome.Version != Version)
        {
            throw Violation(
                ReasonCode.Version,
                $"The server chose TRN1 version {welcome.Version}; this client offered version {Version} only.");
        }

        if (!Token.IsNone)
        {
            OnWelcomeBack(welcome);
            return;
        }

        Accept(welcome.Terms, "server");
        CheckAlgorithm(welcome);
        (_features, _peerRequests) = (welcome.Features & Offered, welcome.Requests);
        if ((_features & Features.Resume) != Features.None && !welcome.Token.IsNone && welcome.ResumeMilliseconds > 0)
        {
            MakeResumable(welcome.Token, TimeSpan.FromMilliseconds(welcome.ResumeMilliseconds));
        }

        Open();
    }

    /// <summary>Only where the server goes on matters: the terms are those of the first WELCOME (TRN1-S3).</summary>
    private void OnWelcomeBack(in Welcome welcome)
    {
        if (welcome.Resume is { } point && point.Token.Matches(Token))
        {
            GoOn(point);
            return;
        }

        IsUnknownThere = true;
        Fail(CloseReason.SessionLost, ReasonCode.SessionUnknown, "The server has begun another session: it does not know this one any more.");
    }

    private void OnReject(ReadOnlySpan<byte> payload)
    {
        if (!ReasonText.TryRead(payload, out ReasonText reason))
        {
            throw new ProtocolViolationException("The REJECT is malformed.");
        }

        string retry = reason.RetryAfterMilliseconds == 0 ? "" : $" It asks to come back after {reason.RetryAfterMilliseconds} ms.";
        CloseReason closed = reason.Code switch
        {
            ReasonCode.Unauthorized => CloseReason.Unauthorized,
            ReasonCode.SessionUnknown => CloseReason.SessionLost,
            _ => CloseReason.Refused,
        };
        IsUnknownThere = closed == CloseReason.SessionLost && reason.RetryAfterMilliseconds == 0;
        StayAway = TimeSpan.FromMilliseconds(reason.RetryAfterMilliseconds);
        _pump.Close(closed, new ConnectionClosedException(
            closed, $"The server refused the session: {reason.Text} ({reason.Code}).{retry}"));
    }

    private void Accept(SessionTerms terms, string who)
    {
        if (!terms.MakeSense)
        {
            throw Violation(
                ReasonCode.Terms,
                $"The {who}'s terms make no sense: frame {terms.MaxFrame}, message {terms.MaxMessage}, "
                + $"credit {terms.CreditBytes} bytes and {terms.CreditMessages} messages, heartbeat {terms.HeartbeatMilliseconds} ms.");
        }

        _peer = terms;
    }

    private void Open()
    {
        int maxFrame = (int)Math.Min(_peer.MaxFrame, SessionOptions.MaxFramePayload);

        // A message that no window could ever hold is too large, whatever the peer says it takes.
        int maxMessage = Math.Min((int)Math.Min(_peer.MaxMessage, int.MaxValue / 2), SessionOptions.LongestWithin((int)_peer.CreditBytes, maxFrame));
        _compression = AgreedCompression();
        Lane.Open(new NativeWriter(maxFrame, maxMessage), new SendCredit(new Credit(_peer.CreditBytes, _peer.CreditMessages)), _compression);
        Calls.Open(_features, _peerRequests);
        _lastHeartbeat = _pump.Now;
        _phase = Phase.Open;
        _connection.OnEstablished();
        _established.TrySetResult();
    }

    private Hello MyHello() => new()
    {
        MinVersion = Version,
        MaxVersion = Version,
        Terms = MyTerms(),
        Features = Offered,
        Requests = (uint)_setup.Requests.MaxInFlight,
        Algorithms = Compressor is { } compressor ? [compressor.Algorithm] : [],
        ClientId = _setup.Identity,
        Resume = Token.IsNone ? null : MyPoint(),
        CredentialKind = (byte)(_setup.Credential?.Kind ?? CredentialKind.None),
        Credential = _setup.Credential?.Bytes.ToArray() ?? [],
    };

    private SessionTerms MyTerms() => new(
        (ushort)_setup.Session.HeartbeatInterval.TotalMilliseconds,
        SessionOptions.MaxFramePayload,
        (uint)_setup.Limits.MaxMessageLength,
        (ulong)_setup.Session.WindowBytes,
        (uint)_setup.Session.WindowMessages);
}
