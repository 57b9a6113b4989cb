using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.Tests.ZeroMq.Wire.Curve;

/// <summary>HELLO, WELCOME, INITIATE, READY as bytes, and everything that must not get through.</summary>
public sealed class CurveHandshakeTests
{
    private static readonly byte[] s_initiateNonce = [.. "CurveZMQINITIATE"u8, 0, 0, 0, 0, 0, 0, 0, 2];

    [Fact]
    public void The_client_says_what_the_vectors_say()
    {
        // ZMTP-C1, ZMTP-C2, ZMTP-C4
        using EngineRig rig = CurveVectors.ClientRig();
        rig.TakeWritten();
        rig.Receive(CurveVectors.Greeting);
        Assert.Equal(CurveVectors.Hello, Written(rig));
        rig.Receive(CurveVectors.Welcome);
        Assert.Equal(CurveVectors.Initiate, Written(rig));
        rig.Receive(CurveVectors.Ready);
        Assert.Equal(["ready Pub minor 1 id ''"], rig.Events);
        Assert.Empty(rig.Written);
    }

    [Fact]
    public void INITIATE_carries_the_clients_key_and_a_vouch_for_it()
    {
        // ZMTP-C4
        Span<byte> box = OpenInitiate(Hex.Bytes(CurveVectors.Initiate));
        Assert.Equal(CurveVectors.ClientPublic, Convert.ToHexStringLower(box.Slice(16, 32)));
        Assert.Equal(CurveVectors.Vouch, Convert.ToHexStringLower(box.Slice(48, 96)));
    }

    [Fact]
    public void The_server_says_what_the_vectors_say()
    {
        // ZMTP-C1, ZMTP-C3, ZMTP-C5
        using EngineRig rig = CurveVectors.ServerRig();
        rig.TakeWritten();
        rig.Receive(CurveVectors.Greeting);
        Assert.Empty(rig.Written);
        rig.Receive(CurveVectors.Hello);
        Assert.Equal(CurveVectors.Welcome, Written(rig));
        Assert.Contains(CurveVectors.Cookie, CurveVectors.Initiate, StringComparison.Ordinal);
        rig.Receive(CurveVectors.Initiate);
        Assert.Equal(CurveVectors.Ready, Written(rig));
        Assert.Equal(["ready Sub minor 1 id ''"], rig.Events);
    }

    [Fact]
    public void Whoever_decides_sees_the_clients_key_and_nothing_is_said_before()
    {
        // ZMTP-C6
        using EngineRig rig = CurveVectors.ServerRig(asks: true);
        rig.Receive(CurveVectors.Greeting + CurveVectors.Hello);
        rig.TakeWritten();
        rig.Receive(CurveVectors.Initiate + CurveVectors.ClientSubscribe);
        Assert.Equal([$"ask CURVE {CurveVectors.PublicKey(CurveVectors.ClientPublic)}"], rig.Events);
        Assert.Empty(rig.Written);
        rig.Engine.Decide(ZmqAuthenticationStatus.Allowed, "");
        Assert.Equal(CurveVectors.Ready, Written(rig));
        rig.Receive("");
        Assert.Equal(["ready Sub minor 1 id ''", "subscribe AB"], rig.Events.Skip(1));
    }

    [Theory]
    [InlineData(ZmqAuthenticationStatus.Denied, "040a054552524f5203343030")]
    [InlineData(ZmqAuthenticationStatus.Failed, "040a054552524f5203353030")]
    [InlineData(ZmqAuthenticationStatus.TryLater, "")]
    public void Who_is_not_let_in_is_told_as_ZAP_says(ZmqAuthenticationStatus status, string told)
    {
        // ZMTP-C6, ZMTP-A2
        using EngineRig rig = CurveVectors.ServerRig(asks: true);
        rig.Receive(CurveVectors.Greeting + CurveVectors.Hello + CurveVectors.Initiate);
        rig.TakeWritten();
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Engine.Decide(status, "unknown key"));
        Assert.Equal(CloseReason.Unauthorized, e.Reason);
        Assert.Equal(told, Written(rig));
    }

    [Fact]
    public void Another_servers_key_opens_no_HELLO()
    {
        // ZMTP-C3
        using EngineRig rig = CurveVectors.ServerRig(keys: 0x23);
        rig.TakeWritten();
        Refuses(rig, CurveVectors.Greeting + CurveVectors.Hello, "made for another server's key", CloseReason.Unauthorized);
        Assert.Empty(rig.Written);
    }

    [Fact]
    public void A_server_without_the_secret_key_is_found_out()
    {
        // ZMTP-C2
        using EngineRig rig = CurveVectors.ClientRig(server: CurveVectors.ClientPublic);
        Refuses(rig, CurveVectors.Greeting + CurveVectors.Welcome, "does not have the secret key that belongs to", CloseReason.Unauthorized);
    }

    [Fact]
    public void A_key_that_is_not_the_clients_own_is_found_out()
    {
        // ZMTP-C4: shows the public key of one pair, and vouches with another.
        using ZmqCurveKeyPair own = CurveVectors.Keys(0x12);
        using EngineRig server = CurveVectors.ServerRig();
        using EngineRig client = CurveVectors.ClientRig(keys: 0x12);
        client.Receive(CurveVectors.Greeting + CurveVectors.Welcome);
        byte[] initiate = Hex.Bytes(client.Written[^1]);

        Span<byte> box = OpenInitiate(initiate);
        Assert.Equal(own.PublicKey.Bytes, box.Slice(16, 32));
        Hex.Bytes(CurveVectors.ClientPublic).CopyTo(box[16..]);
        using CurveBox session = Session();
        session.Seal(box, s_initiateNonce);

        server.Receive(CurveVectors.Greeting + CurveVectors.Hello);
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => server.Receive(initiate));
        Assert.Contains("does not prove that the key", e.Message, StringComparison.Ordinal);
        Assert.Equal(CloseReason.Unauthorized, e.Reason);
    }

    [Fact]
    public void A_vouch_for_another_server_is_found_out()
    {
        // ZMTP-C4: the client means the server 23, which passes everything on to the server 22.
        using var transient = CurveSecret.CopyOf([.. Enumerable.Repeat((byte)0x33, 32)]);
        using ZmqCurveKeyPair other = CurveVectors.Keys(0x23);
        using EngineRig client = CurveVectors.ClientRig(server: Convert.ToHexString(other.PublicKey.Bytes));
        using EngineRig server = CurveVectors.ServerRig();
        byte[] welcome = Hex.Bytes(CurveVectors.Welcome);
        byte[] nonce = [.. "WELCOME-"u8, .. welcome.AsSpan(10, 16)];
        using CurveBox toRight = transient.BoxWith(Hex.Bytes(CurveVectors.ServerPublic));
        Assert.True(toRight.TryOpen(welcome.AsSpan(26), nonce));
        using CurveBox toOther = transient.BoxWith(other.PublicKey.Bytes);
        toOther.Seal(welcome.AsSpan(26), nonce);
        client.Receive(CurveVectors.Greeting);
        client.Receive(welcome);
        server.Receive(CurveVectors.Greeting + CurveVectors.Hello);
        Refuses(server, client.Written[^1], "does not prove that the key", CloseReason.Unauthorized);
    }

    [Fact]
    public void A_cookie_is_good_on_its_own_connection_and_once()
    {
        // ZMTP-C3
        using EngineRig other = CurveVectors.ServerRig(cookieKey: 0x56);
        other.Receive(CurveVectors.Greeting + CurveVectors.Hello);
        Refuses(other, CurveVectors.Initiate, "a cookie that it was not given");

        using EngineRig rig = CurveVectors.ServerRig(asks: true);
        rig.Receive(CurveVectors.Greeting + CurveVectors.Hello + CurveVectors.Initiate);
        rig.Engine.Decide(ZmqAuthenticationStatus.Allowed, "");
        Refuses(rig, CurveVectors.Initiate, "not encrypted");
    }

    [Theory]
    [InlineData(8, 0x00, "begins with \"\\x00\\x00\"")]
    [InlineData(8, 0x02, "begins with \"\\x02\\x00\"")]
    [InlineData(9, 0x01, "begins with \"\\x01\\x01\"")]
    [InlineData(82, 0x00, "cannot be opened")]
    [InlineData(121, 0x02, "cannot be opened")]
    [InlineData(121, 0x00, "which is not above 0")]
    [InlineData(201, 0x00, "cannot be opened")]
    public void A_changed_HELLO_is_refused(int at, byte value, string words)
    {
        // ZMTP-C3
        using EngineRig rig = CurveVectors.ServerRig();
        byte[] hello = Hex.Bytes(CurveVectors.Hello);
        hello[at] = value;
        Refuses(rig, CurveVectors.Greeting + Convert.ToHexString(hello), words);
    }

    [Fact]
    public void A_public_key_that_nobody_can_own_is_refused()
    {
        // ZMTP-C3
        using EngineRig rig = CurveVectors.ServerRig();
        byte[] hello = Hex.Bytes(CurveVectors.Hello);
        hello.AsSpan(82, 32).Clear();
        Refuses(rig, CurveVectors.Greeting + Convert.ToHexString(hello), "has no secret one");
    }

    [Theory]
    [InlineData("04 06 05 48454c4c4f", "HELLO has 0 bytes")]
    [InlineData("04 08 05 48454c4c4f 0100", "HELLO has 2 bytes")]
    [InlineData("04 09 08 494e495449415445", "\"INITIATE\" in the handshake where HELLO was due")]
    [InlineData("04 06 05 5245414459", "\"READY\" in the handshake where HELLO was due")]
    [InlineData("00 01 41", "a message before the handshake was over")]
    [InlineData(CurveVectors.ClientSubscribe, "a message before the handshake was over")]
    [InlineData(CurveVectors.Hello + CurveVectors.Hello, "\"HELLO\" in the handshake where INITIATE was due")]
    [InlineData(CurveVectors.Hello + "04 09 08 494e495449415445", "INITIATE has 0 bytes")]
    [InlineData(CurveVectors.Hello + "06 0000000000001fff", "frame of 8191 bytes")]
    [InlineData(CurveVectors.Hello + "04 0a 05 4552524f52 03 343030", "refused this side: \"400\"")]
    public void What_a_server_is_not_due_is_refused(string bytes, string words)
    {
        // ZMTP-C7
        using EngineRig rig = CurveVectors.ServerRig();
        Refuses(rig, CurveVectors.Greeting + bytes, words, bytes.EndsWith("343030", StringComparison.Ordinal) ? CloseReason.Refused : null);
        Assert.Empty(rig.Events);
    }

    [Theory]
    [InlineData("04 08 07 57454c434f4d45", "WELCOME has 0 bytes")]
    [InlineData("04 06 05 5245414459", "\"READY\" in the handshake where WELCOME was due")]
    [InlineData(CurveVectors.Hello, "is a CURVE client too")]
    [InlineData(CurveVectors.Welcome + CurveVectors.Welcome, "\"WELCOME\" in the handshake where READY was due")]
    [InlineData(CurveVectors.Welcome + "04 06 05 5245414459", "READY has 0 bytes")]
    [InlineData(CurveVectors.Welcome + CurveVectors.ServerHello, "a message before the handshake was over")]
    [InlineData("04 0a 05 4552524f52 03 343030", "refused this side: \"400\"")]
    public void What_a_client_is_not_due_is_refused(string bytes, string words)
    {
        // ZMTP-C7
        using EngineRig rig = CurveVectors.ClientRig();
        Refuses(rig, CurveVectors.Greeting + bytes, words, bytes.EndsWith("343030", StringComparison.Ordinal) ? CloseReason.Refused : null);
        Assert.Empty(rig.Events);
    }

    [Fact]
    public void A_changed_READY_is_refused()
    {
        using EngineRig rig = CurveVectors.ClientRig();
        rig.Receive(CurveVectors.Greeting + CurveVectors.Welcome);
        Refuses(rig, CurveVectors.Ready[..^2] + "c1", "READY cannot be opened");
    }

    [Fact]
    public void Nothing_works_with_keys_that_were_cleared()
    {
        ZmqCurveKeyPair keys = CurveVectors.Keys(0x22);
        keys.Dispose();
        using EngineRig rig = new(ZmqSocketType.Pub, new CurveServer(keys, static _ => { }));
        rig.Receive(CurveVectors.Greeting);
        ObjectDisposedException e = Assert.Throws<ObjectDisposedException>(() => rig.Receive(CurveVectors.Hello));
        Assert.Contains("ZmqCurveKeyPair", e.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(keys.ExportSecretKey);
    }

    private static CurveBox Session()
    {
        using var transient = CurveSecret.CopyOf([.. Enumerable.Repeat((byte)0x33, 32)]);
        return transient.BoxWith(Hex.Bytes(CurveVectors.ServerTransientPublic));
    }

    /// <summary>Opens the box in the frame of an INITIATE, where it stands.</summary>
    private static Span<byte> OpenInitiate(byte[] frame)
    {
        Span<byte> box = frame.AsSpan(9 + 9 + 96 + 8);
        using CurveBox session = Session();
        Assert.True(session.TryOpen(box, s_initiateNonce));
        return box;
    }

    private static string Written(EngineRig rig) => rig.TakeWritten().Replace(" ", "", StringComparison.Ordinal);

    private static void Refuses(EngineRig rig, string bytes, string words, CloseReason? reason = null)
    {
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        if (reason is not null)
        {
            Assert.Equal(reason, e.Reason);
        }
    }
}
