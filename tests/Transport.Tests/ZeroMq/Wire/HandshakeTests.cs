using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>From the first octet until both sides may talk, as bytes.</summary>
public sealed class HandshakeTests
{
    private const string Ready = "ready Sub minor 1 id ''";

    [Fact]
    public void Says_its_whole_greeting_at_once()
    {
        // ZMTP-G1
        using EngineRig rig = new();
        Assert.Equal(Flat(EngineRig.Greeting31), Flat(rig.TakeWritten()));
    }

    [Fact]
    public void Says_READY_after_the_greeting_and_waits_for_nothing_else()
    {
        // ZMTP-H1
        using EngineRig rig = new();
        rig.TakeWritten();
        rig.Receive(EngineRig.Greeting31);
        Assert.Equal(Flat(EngineRig.ReadyPub), Flat(rig.TakeWritten()));
        Assert.Empty(rig.Events);
        rig.Receive(EngineRig.ReadySub);
        Assert.Equal([Ready], rig.Events);
        Assert.Empty(rig.Written);
    }

    [Theory]
    [InlineData(ZmqSocketType.Dealer, "04 29 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552 08 4964656e74697479 00000000")]
    [InlineData(ZmqSocketType.Req, "04 26 05 5245414459 0b 536f636b65742d54797065 00000003 524551 08 4964656e74697479 00000000")]
    [InlineData(ZmqSocketType.XSub, "04 1a 05 5245414459 0b 536f636b65742d54797065 00000004 58535542")]
    public void READY_names_the_type_and_where_it_has_one_the_identity(ZmqSocketType type, string ready)
    {
        // ZMTP-H2
        using EngineRig rig = new(type);
        rig.TakeWritten();
        rig.Receive(EngineRig.Greeting31);
        Assert.Equal(Flat(ready), Flat(rig.TakeWritten()));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 9, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(255, 0, 1)]
    public void The_lower_minor_version_of_both_is_spoken_and_later_majors_speak_ours(int major, int minor, int spoken)
    {
        // ZMTP-G2
        using EngineRig rig = new();
        rig.Receive(EngineRig.GreetingOf("NULL", minor, major) + EngineRig.ReadySub);
        Assert.Equal([$"ready Sub minor {spoken} id ''"], rig.Events);
    }

    [Theory]
    [InlineData("47", "does not speak ZMTP: its first octet is 0x47")]
    [InlineData("ff 0000000000000001 7e", "ZMTP 1.0")]
    [InlineData("ff 0000000000000001 7f 01", "ZMTP 2.0")]
    [InlineData("ff 0000000000000001 7f 02", "ZMTP 2.0")]
    public void An_older_or_another_protocol_is_refused_with_its_first_octet_that_says_so(string bytes, string words)
    {
        // ZMTP-G3
        using EngineRig rig = new();
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CURVE")]
    [InlineData("PLAIN")]
    [InlineData("NULLS")]
    [InlineData("null")]
    [InlineData("NUL")]
    public void Another_mechanism_is_refused_without_a_word_to_the_peer(string mechanism)
    {
        // ZMTP-G4
        using EngineRig rig = new();
        rig.TakeWritten();
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(
            () => rig.Receive(EngineRig.GreetingOf(mechanism, minor: 1)));
        Assert.Contains($"\"{mechanism}\", this side's is \"NULL\"", e.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Written);
    }

    [Fact]
    public void Padding_and_the_as_server_octet_mean_nothing()
    {
        // ZMTP-G5
        using EngineRig rig = new();
        byte[] greeting = Hex.Bytes(EngineRig.Greeting31);
        greeting.AsSpan(1, 8).Fill(0xAA);
        greeting[32] = 1;
        greeting.AsSpan(33).Fill(0xBB);
        rig.Receive(greeting);
        rig.Receive(EngineRig.ReadySub);
        Assert.Equal([Ready], rig.Events);
    }

    [Theory]
    [InlineData("READY in the long form", "06 0000000000000019 05 5245414459 0b 536f636b65742d54797065 00000003 535542", "Sub", "")]
    [InlineData("names in another case", "04 19 05 5245414459 0b 534f434b45542d74797065 00000003 535542", "Sub", "")]
    [InlineData("an unknown property", "04 22 05 5245414459 03 582d61 00000001 62 0b 536f636b65742d54797065 00000003 535542", "Sub", "")]
    [InlineData("no socket type", "04 06 05 5245414459", "unknown", "")]
    [InlineData("an identity", "04 28 05 5245414459 0b 536f636b65742d54797065 00000003 535542 08 4964656e74697479 00000002 6869", "Sub", "hi")]
    public void READY_may_have(string what, string ready, string type, string identity)
    {
        // ZMTP-H3
        Assert.NotNull(what);
        using EngineRig rig = new();
        rig.Receive(EngineRig.Greeting31 + ready);
        Assert.Equal([$"ready {type} minor 1 id '{identity}'"], rig.Events);
    }

    [Theory]
    [InlineData("04 01 00", "without a whole name")]
    [InlineData("04 00", "without a whole name")]
    [InlineData("04 03 05 5245", "without a whole name")]
    [InlineData("04 07 05 5245414459 00", "name of 0 bytes")]
    [InlineData("04 08 05 5245414459 05 61", "name of 5 bytes where 1 are left")]
    [InlineData("04 09 05 5245414459 01 61 00", "has no value")]
    [InlineData("04 0d 05 5245414459 01 61 00000009 62", "a value of 9 bytes where 1 are left")]
    [InlineData("04 0d 05 5245414459 01 61 ffffffff 62", "a value of 4294967295 bytes")]
    [InlineData("04 1a 05 5245414459 0b 536f636b65742d54797065 00000003 535542 05", "name of 5 bytes where 0 are left")]
    [InlineData("04 1a 05 5245414459 00 0b 536f636b65742d54797065 00000003 535542", "name of 0 bytes")]
    [InlineData("04 0b 09 535542534352494245 41", "\"SUBSCRIBE\" in the handshake where READY was due")]
    [InlineData("04 05 04 50494e47", "\"PING\" in the handshake where READY was due")]
    [InlineData("00 01 41", "message before the handshake was over")]
    [InlineData("05 06 05 5245414459", "message before the handshake was over")]
    [InlineData("06 0000000000002001", "frame of 8193 bytes")]
    [InlineData("06 ffffffffffffffff", "frame of 18446744073709551615 bytes")]
    [InlineData("04 0a 05 4552524f52 03 343030", "refused this side: \"400\"")]
    public void A_malformed_handshake_is_refused_in_words(string bytes, string words)
    {
        // ZMTP-H4
        using EngineRig rig = new();
        rig.Receive(EngineRig.Greeting31);
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Events);
    }

    [Fact]
    public void A_socket_type_that_does_not_fit_is_told_and_refused()
    {
        // ZMTP-H5
        using EngineRig rig = new();
        rig.Receive(EngineRig.Greeting31);
        rig.TakeWritten();
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(EngineRig.ReadyPub));
        Assert.Contains("\"PUB\" socket, which does not talk to PUB", e.Message, StringComparison.Ordinal);
        Assert.StartsWith("04 1a 05 45 52 52 4f 52 13 49 6e 76", rig.TakeWritten(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pairs_that_may_talk_are_those_of_the_specification()
    {
        // ZMTP-H5
        string[] pairs =
        [
            .. from one in Enum.GetValues<ZmqSocketType>()
               from other in Enum.GetValues<ZmqSocketType>()
               where SocketTypes.AreCompatible(one, other)
               select $"{one}-{other}",
        ];
        Assert.Equal(
            "Pair-Pair Pub-Sub Pub-XSub Sub-Pub Sub-XPub Req-Rep Req-Router Rep-Req Rep-Dealer Dealer-Rep Dealer-Dealer "
            + "Dealer-Router Router-Req Router-Dealer Router-Router Pull-Push Push-Pull XPub-Sub XPub-XSub XSub-Pub XSub-XPub",
            string.Join(' ', pairs));
    }

    [Fact]
    public void With_somebody_to_decide_nothing_is_said_before_the_decision()
    {
        // ZMTP-A1
        using EngineRig rig = new(asks: true);
        rig.TakeWritten();
        rig.Receive(EngineRig.Greeting31 + EngineRig.ReadySub);
        Assert.Equal(["ask NULL"], rig.Events);
        Assert.Empty(rig.Written);

        rig.Engine.Decide(ZmqAuthenticationStatus.Allowed, "");
        rig.Receive("");
        Assert.Equal(Flat(EngineRig.ReadyPub), Flat(rig.TakeWritten()));
        Assert.Equal(["ask NULL", Ready], rig.Events);
    }

    [Theory]
    [InlineData(ZmqAuthenticationStatus.Denied, "04 0a 05 45 52 52 4f 52 03 34 30 30")]
    [InlineData(ZmqAuthenticationStatus.Failed, "04 0a 05 45 52 52 4f 52 03 35 30 30")]
    [InlineData(ZmqAuthenticationStatus.TryLater, "")]
    public void Who_is_not_let_in_is_told_the_status_unless_it_may_try_later(ZmqAuthenticationStatus status, string error)
    {
        // ZMTP-A2
        using EngineRig rig = new(asks: true);
        rig.Receive(EngineRig.Greeting31);
        rig.TakeWritten();
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Engine.Decide(status, "not you"));
        Assert.Equal(CloseReason.Unauthorized, e.Reason);
        Assert.Contains("not you", e.Message, StringComparison.Ordinal);
        Assert.Equal(error, rig.TakeWritten());
    }

    [Fact]
    public void PLAIN_client_says_HELLO_then_INITIATE()
    {
        // ZMTP-P1
        using EngineRig rig = new(ZmqSocketType.Sub, new PlainClient("admin", "secret"));
        rig.TakeWritten();
        rig.Receive(EngineRig.GreetingOf("PLAIN", minor: 1));
        Assert.Equal(Flat("04 13 05 48454c4c4f 05 61646d696e 06 736563726574"), Flat(rig.TakeWritten()));
        rig.Receive("04 08 07 57454c434f4d45");
        Assert.Equal(Flat("04 1c 08 494e495449415445 0b 536f636b65742d54797065 00000003 535542"), Flat(rig.TakeWritten()));
        Assert.Empty(rig.Events);
        rig.Receive(EngineRig.ReadyPub);
        Assert.Equal(["ready Pub minor 1 id ''"], rig.Events);
    }

    [Fact]
    public void PLAIN_server_asks_then_says_WELCOME_then_READY()
    {
        // ZMTP-P2
        using EngineRig rig = new(ZmqSocketType.Pub, new PlainServer(), asks: true);
        rig.TakeWritten();
        rig.Receive(EngineRig.GreetingOf("PLAIN", minor: 1) + "04 13 05 48454c4c4f 05 61646d696e 06 736563726574");
        Assert.Equal(["ask PLAIN admin secret"], rig.Events);
        Assert.Empty(rig.Written);
        rig.Engine.Decide(ZmqAuthenticationStatus.Allowed, "");
        Assert.Equal(Flat("04 08 07 57454c434f4d45"), Flat(rig.TakeWritten()));
        rig.Receive("04 1c 08 494e495449415445 0b 536f636b65742d54797065 00000003 535542");
        Assert.Equal(Flat(EngineRig.ReadyPub), Flat(rig.TakeWritten()));
        Assert.Equal("ready Sub minor 1 id ''", rig.Events[^1]);
    }

    [Theory]
    [InlineData("04 08 05 48454c4c4f 05 61", "ends inside")]
    [InlineData("04 06 05 48454c4c4f", "ends inside")]
    [InlineData("04 09 05 48454c4c4f 00 00 00", "1 bytes behind the password")]
    [InlineData("04 09 08 494e495449415445", "\"INITIATE\" in the handshake where HELLO was due")]
    public void PLAIN_server_refuses_what_is_malformed(string bytes, string words)
    {
        // ZMTP-P3
        using EngineRig rig = new(ZmqSocketType.Pub, new PlainServer(), asks: true);
        rig.Receive(EngineRig.GreetingOf("PLAIN", minor: 1));
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_PLAIN_clients_are_told_that_one_must_be_the_server()
    {
        // ZMTP-P3
        using EngineRig rig = new(ZmqSocketType.Sub, new PlainClient("a", "b"));
        rig.Receive(EngineRig.GreetingOf("PLAIN", minor: 1));
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive("04 0a 05 48454c4c4f 01 61 01 62"));
        Assert.Contains("PLAIN client too", e.Message, StringComparison.Ordinal);
    }

    private static string Flat(string hex) => Hex.Text(Hex.Bytes(hex));
}
