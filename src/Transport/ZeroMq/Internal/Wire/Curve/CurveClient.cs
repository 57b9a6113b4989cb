using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>CURVE, the side that knows the server's key: HELLO, WELCOME, INITIATE, READY. Lengths are those of a command's data.</summary>
internal sealed class CurveClient(ZmqCurvePublicKey server, ZmqCurveKeyPair keys, FillRandom random) : Mechanism
{
    public const int HelloLength = HelloNumber + CurveNonce.NumberLength + HelloBox;
    public const int WelcomeLength = CurveNonce.RandomLength + CurveBox.Overhead + Sodium.KeyLength + CurveCookie.Length;
    public const int VouchLength = CurveNonce.RandomLength + CurveBox.Overhead + 2 * Sodium.KeyLength;
    public const int ShortestReady = CurveNonce.NumberLength + CurveBox.Overhead;

    /// <summary>HELLO: version(2) padding(72) the connection's public key(32) number(8) box of 64 zeros.</summary>
    public const int HelloKey = 2 + 72;
    public const int HelloNumber = HelloKey + Sodium.KeyLength;

    private const int HelloBox = CurveBox.Overhead + 64;
    private const ulong HelloNumberSent = 1;
    private const ulong InitiateNumberSent = 2;

    private CurveSecret? _transient;
    private CurveBox? _toServer;
    private CurveBox? _session;
    private CurveTraffic? _traffic;

    public override string Name => "CURVE";

    public override CurveTraffic? Traffic => _traffic;

    public override string Doubt => ", or a CURVE server that has another key than it was said to have";

    public override void Begin(ZmtpEngine engine)
    {
        _transient = CurveSecret.Random(random);
        _toServer = _transient.BoxWith(server.Bytes);
        Span<byte> hello = stackalloc byte[HelloLength];
        hello.Clear();
        hello[0] = 1;
        _transient.PublicKey().CopyTo(hello[HelloKey..]);
        SealNumbered(_toServer, CurveNonce.Hello, HelloNumberSent, hello[HelloNumber..]);
        engine.Send(Command.Hello, hello);
    }

    public override void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_session is null && name.SequenceEqual(Command.Welcome))
        {
            SendInitiate(engine, data);
        }
        else if (_session is not null && name.SequenceEqual(Command.Ready))
        {
            TakeReady(engine, data);
        }
        else if (name.SequenceEqual(Command.Hello))
        {
            throw new ProtocolViolationException("The peer is a CURVE client too: one side must be set up as the CURVE server.");
        }
        else
        {
            throw NotDue(name, _session is null ? "WELCOME" : "READY");
        }
    }

    public override void Dispose()
    {
        _transient?.Dispose();
        _toServer?.Dispose();
        _session?.Dispose();
        _traffic?.Dispose();
        base.Dispose();
    }

    /// <summary>Writes a number and closes the box that stands behind it.</summary>
    public static void SealNumbered(CurveBox box, ReadOnlySpan<byte> purpose, ulong number, Span<byte> numberAndBox)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        BinaryPrimitives.WriteUInt64BigEndian(numberAndBox, number);
        box.Seal(numberAndBox[CurveNonce.NumberLength..], CurveNonce.Write(nonce, purpose, numberAndBox[..CurveNonce.NumberLength]));
    }

    /// <summary>INITIATE: cookie(96) number(8) box of this side's key(32), vouch(96) and properties.</summary>
    private void SendInitiate(ZmtpEngine engine, ReadOnlySpan<byte> data)
    {
        Span<byte> welcome = stackalloc byte[WelcomeLength];
        OpenWelcome(data, welcome);
        ReadOnlySpan<byte> connectionKey = welcome.Slice(CurveNonce.RandomLength + CurveBox.Overhead, Sodium.KeyLength);
        ReadOnlySpan<byte> cookie = welcome[^CurveCookie.Length..];
        _session = _transient!.BoxWith(connectionKey);

        const int Box = CurveCookie.Length + CurveNonce.NumberLength;
        const int Key = Box + CurveBox.Overhead;
        const int Vouch = Key + Sodium.KeyLength;
        const int Properties = Vouch + VouchLength;
        Span<byte> initiate = stackalloc byte[Properties + Metadata.MaxLength];
        cookie.CopyTo(initiate);
        keys.PublicKey.Bytes.CopyTo(initiate[Key..]);
        WriteVouch(initiate.Slice(Vouch, VouchLength), connectionKey);
        initiate = initiate[..(Properties + engine.WriteMetadata(initiate[Properties..]))];
        SealNumbered(_session, CurveNonce.Initiate, InitiateNumberSent, initiate[CurveCookie.Length..]);
        engine.Send(Command.Initiate, initiate);
        CryptographicOperations.ZeroMemory(welcome);
    }

    /// <summary>WELCOME: random(16) box of the server's key for this connection(32) and the cookie(96).</summary>
    private void OpenWelcome(ReadOnlySpan<byte> data, Span<byte> welcome)
    {
        if (data.Length != WelcomeLength)
        {
            throw new ProtocolViolationException($"The peer's WELCOME has {data.Length} bytes, it has {WelcomeLength}.");
        }

        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        data.CopyTo(welcome);
        CurveNonce.Write(nonce, CurveNonce.Welcome, welcome[..CurveNonce.RandomLength]);
        if (!_toServer!.TryOpen(welcome[CurveNonce.RandomLength..], nonce))
        {
            throw new ProtocolViolationException(
                $"The peer's WELCOME cannot be opened: it does not have the secret key that belongs to {server}.", CloseReason.Unauthorized);
        }
    }

    /// <summary>The vouch: random(16) box of the connection's key(32) and the server's(32), from this side's own key.</summary>
    private void WriteVouch(Span<byte> vouch, ReadOnlySpan<byte> connectionKey)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        Span<byte> vouched = vouch[(CurveNonce.RandomLength + CurveBox.Overhead)..];
        random(vouch[..CurveNonce.RandomLength]);
        _transient!.PublicKey().CopyTo(vouched);
        server.Bytes.CopyTo(vouched[Sodium.KeyLength..]);
        using CurveBox box = keys.BoxWith(connectionKey);
        box.Seal(vouch[CurveNonce.RandomLength..], CurveNonce.Write(nonce, CurveNonce.Vouch, vouch[..CurveNonce.RandomLength]));
    }

    private void TakeReady(ZmtpEngine engine, ReadOnlySpan<byte> data)
    {
        if (data.Length < ShortestReady)
        {
            throw new ProtocolViolationException($"The peer's READY has {data.Length} bytes, the shortest has {ShortestReady}.");
        }

        ulong number = CurveNonce.ReadNext(data, last: 0, "READY");
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        CurveNonce.Write(nonce, CurveNonce.Ready, data[..CurveNonce.NumberLength]);
        byte[] box = data[CurveNonce.NumberLength..].ToArray();
        if (!_session!.TryOpen(box, nonce))
        {
            throw new ProtocolViolationException("The peer's READY cannot be opened: it was changed on its way.");
        }

        // What follows needs the session's key alone.
        _transient!.Dispose();
        _toServer!.Dispose();
        var metadata = Metadata.Read(box.AsSpan(CurveBox.Overhead));
        _traffic = new CurveTraffic(_session, CurveSide.Client, InitiateNumberSent, number);
        engine.Complete(metadata);
    }
}
