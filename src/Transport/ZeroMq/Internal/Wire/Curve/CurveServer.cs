using System.Security.Cryptography;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// CURVE, the side whose key is known. Between WELCOME and INITIATE it keeps nothing but the key to the cookie it gave away.
/// Whoever decides is asked when the client has proved that the key it shows is its own.
/// </summary>
internal sealed class CurveServer(ZmqCurveKeyPair keys, FillRandom random) : Mechanism
{
    private const int InitiateBox = CurveCookie.Length + CurveNonce.NumberLength;
    private const int InitiateVouch = CurveBox.Overhead + Sodium.KeyLength;
    private const int ShortestInitiate = InitiateBox + InitiateVouch + CurveClient.VouchLength;
    private const ulong ReadyNumber = 1;

    private CurveCookie? _cookie;
    private CurveBox? _session;
    private CurveTraffic? _traffic;
    private Metadata? _metadata;
    private ulong _lastNumber;

    public override string Name => "CURVE";

    public override CurveTraffic? Traffic => _traffic;

    public override void Begin(ZmtpEngine engine)
    {
        // The client speaks first.
    }

    public override void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_cookie is null && name.SequenceEqual(Command.Hello))
        {
            TakeHello(engine, data);
        }
        else if (_cookie is not null && _session is null && name.SequenceEqual(Command.Initiate))
        {
            TakeInitiate(engine, data);
        }
        else
        {
            throw NotDue(name, _cookie is null ? "HELLO" : "INITIATE");
        }
    }

    public override void OnAllowed(ZmtpEngine engine)
    {
        engine.RequireCompatible(_metadata!);
        Span<byte> ready = stackalloc byte[CurveClient.ShortestReady + Metadata.MaxLength];
        ready = ready[..(CurveClient.ShortestReady + engine.WriteMetadata(ready[CurveClient.ShortestReady..]))];
        CurveClient.SealNumbered(_session!, CurveNonce.Ready, ReadyNumber, ready);
        engine.Send(Command.Ready, ready);
        _traffic = new CurveTraffic(_session!, CurveSide.Server, ReadyNumber, _lastNumber);
        engine.Complete(_metadata!);
    }

    public override void Dispose()
    {
        _cookie?.Dispose();
        _session?.Dispose();
        _traffic?.Dispose();
        base.Dispose();
    }

    private void TakeHello(ZmtpEngine engine, ReadOnlySpan<byte> data)
    {
        if (data.Length != CurveClient.HelloLength || data[0] != 1 || data[1] != 0)
        {
            throw new ProtocolViolationException(
                $"The peer's HELLO has {data.Length} bytes and begins with {WireText.Show(data[..Math.Min(data.Length, 2)])}; CURVE 1.0's has {CurveClient.HelloLength} and begins with \"\\x01\\x00\".");
        }

        ReadOnlySpan<byte> clientKey = data.Slice(CurveClient.HelloKey, Sodium.KeyLength);
        _lastNumber = CurveNonce.ReadNext(data[CurveClient.HelloNumber..], last: 0, "HELLO");
        using CurveBox toClient = keys.BoxWith(clientKey);
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        CurveNonce.Write(nonce, CurveNonce.Hello, data.Slice(CurveClient.HelloNumber, CurveNonce.NumberLength));
        Span<byte> box = stackalloc byte[CurveClient.HelloLength - CurveClient.HelloNumber - CurveNonce.NumberLength];
        data[^box.Length..].CopyTo(box);
        if (!toClient.TryOpen(box, nonce))
        {
            throw new ProtocolViolationException(
                $"The peer's HELLO cannot be opened: it was made for another server's key than {keys.PublicKey}.", CloseReason.Unauthorized);
        }

        SendWelcome(engine, toClient, clientKey);
    }

    private void SendWelcome(ZmtpEngine engine, CurveBox toClient, ReadOnlySpan<byte> clientKey)
    {
        const int Text = CurveNonce.RandomLength + CurveBox.Overhead;
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        Span<byte> welcome = stackalloc byte[CurveClient.WelcomeLength];
        using var secret = CurveSecret.Random(random);
        secret.PublicKey().CopyTo(welcome[Text..]);
        _cookie = CurveCookie.Write(welcome[^CurveCookie.Length..], clientKey, secret.Bytes, random);
        random(welcome[..CurveNonce.RandomLength]);
        CurveNonce.Write(nonce, CurveNonce.Welcome, welcome[..CurveNonce.RandomLength]);
        toClient.Seal(welcome[CurveNonce.RandomLength..], nonce);
        engine.Send(Command.Welcome, welcome);
    }

    private void TakeInitiate(ZmtpEngine engine, ReadOnlySpan<byte> data)
    {
        if (data.Length < ShortestInitiate)
        {
            throw new ProtocolViolationException($"The peer's INITIATE has {data.Length} bytes, the shortest has {ShortestInitiate}.");
        }

        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        Span<byte> connectionKey = stackalloc byte[Sodium.KeyLength];
        using CurveSecret secret = _cookie!.Open(data[..CurveCookie.Length], connectionKey);
        _session = secret.BoxWith(connectionKey);
        ReadOnlySpan<byte> number = data.Slice(CurveCookie.Length, CurveNonce.NumberLength);
        _lastNumber = CurveNonce.ReadNext(number, _lastNumber, "INITIATE");
        byte[] box = data[InitiateBox..].ToArray();
        if (!_session.TryOpen(box, CurveNonce.Write(nonce, CurveNonce.Initiate, number)))
        {
            throw new ProtocolViolationException("The peer's INITIATE cannot be opened: it was changed on its way.");
        }

        var clientKey = ZmqCurvePublicKey.FromBytes(box.AsSpan(CurveBox.Overhead, Sodium.KeyLength));
        CheckVouch(secret, clientKey, connectionKey, box.AsSpan(InitiateVouch, CurveClient.VouchLength));
        _metadata = Metadata.Read(box.AsSpan(InitiateVouch + CurveClient.VouchLength));
        engine.Ask(new Credentials(Name, "", "", clientKey));
    }

    /// <summary>Makes sure that the owner of the key meant this connection and this server.</summary>
    private void CheckVouch(CurveSecret secret, ZmqCurvePublicKey clientKey, ReadOnlySpan<byte> connectionKey, Span<byte> vouch)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceLength];
        Span<byte> expected = stackalloc byte[2 * Sodium.KeyLength];
        connectionKey.CopyTo(expected);
        keys.PublicKey.Bytes.CopyTo(expected[Sodium.KeyLength..]);
        CurveNonce.Write(nonce, CurveNonce.Vouch, vouch[..CurveNonce.RandomLength]);
        using CurveBox box = secret.BoxWith(clientKey.Bytes);
        if (!box.TryOpen(vouch[CurveNonce.RandomLength..], nonce)
            || !CryptographicOperations.FixedTimeEquals(vouch[(CurveNonce.RandomLength + CurveBox.Overhead)..], expected))
        {
            throw new ProtocolViolationException(
                $"The peer does not prove that the key {clientKey} is its own.", CloseReason.Unauthorized);
        }
    }
}
