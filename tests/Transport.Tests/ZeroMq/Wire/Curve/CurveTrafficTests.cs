using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.Tests.ZeroMq.Wire.Curve;

/// <summary>What goes over a connection after its CURVE handshake, as bytes.</summary>
public sealed class CurveTrafficTests : IDisposable
{
    private const string SubscribeFrame = "04 0c 09 535542534352494245 4142";

    private static readonly string[] s_toServer = ["ready Sub minor 1 id ''", "subscribe AB"];
    private static readonly string[] s_toClient = ["ready Pub minor 1 id ''", "message AB|hello", "ping 0 s ''"];

    private readonly EngineRig _server = CurveVectors.ServerRig();
    private readonly EngineRig _client = CurveVectors.ClientRig();

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Either_side_seals_as_the_vectors_say()
    {
        // ZMTP-C8, ZMTP-C9
        Meet();
        Assert.Equal(CurveVectors.ClientOldSubscribe, CurveVectors.Seal(_client, "00 03 01 4142"));
        Assert.Equal(CurveVectors.ServerFirstPart, CurveVectors.Seal(_server, "01 02 4142"));
        Assert.Equal(CurveVectors.ServerHello, CurveVectors.Seal(_server, "00 05 68656c6c6f"));
        Assert.Equal(CurveVectors.ServerPing, CurveVectors.Seal(_server, "04 07 04 50494e47 0000"));
        using EngineRig again = CurveVectors.ClientRig();
        again.Receive(CurveVectors.Greeting + CurveVectors.Welcome + CurveVectors.Ready);
        Assert.Equal(CurveVectors.ClientSubscribe, CurveVectors.Seal(again, SubscribeFrame));
    }

    [Fact]
    public void Either_side_understands_the_vectors()
    {
        // ZMTP-C8
        _server.Receive(CurveVectors.ToServer);
        _client.Receive(CurveVectors.ToClient);
        Assert.Equal(s_toServer, _server.Events);
        Assert.Equal(s_toClient, _client.Events);
        using EngineRig old = CurveVectors.ServerRig();
        old.Receive(CurveVectors.Greeting + CurveVectors.Hello + CurveVectors.Initiate + CurveVectors.ClientOldSubscribe);
        Assert.Equal("message \u0001AB", old.Events[^1]);
    }

    [Fact]
    public void Every_split_of_the_bytes_means_the_same()
    {
        // ZMTP-F4
        AssertSplits(CurveVectors.ToServer, () => CurveVectors.ServerRig(), s_toServer);
        AssertSplits(CurveVectors.ToClient, () => CurveVectors.ClientRig(), s_toClient);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(222)]
    [InlineData(223)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(991)]
    public void Every_length_comes_out_as_it_went_in(int length)
    {
        // ZMTP-C8: of a body of 223 bytes the sealed one takes the long form, of 256 the plain one too.
        Meet();
        string body = string.Concat(Enumerable.Repeat("61", length));
        _client.Receive(CurveVectors.Seal(_server, (length < 256 ? $"00 {length:x2}" : $"02 {length:x16}") + body));
        Assert.Equal(length > 20 ? $"message ({length})" : $"message {new string('a', length)}", _client.Events[^1]);
    }

    [Fact]
    public void A_message_may_be_as_long_sealed_as_plain_and_no_longer()
    {
        // ZMTP-F6: the limit of the rig is 1,000 bytes, and a header has 9.
        Meet();
        _client.Receive(CurveVectors.Seal(_server, $"02 {991:x16}" + string.Concat(Enumerable.Repeat("61", 991))));
        Assert.Equal("message (991)", _client.Events[^1]);
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(
            () => _client.Receive(CurveVectors.Seal(_server, $"02 {992:x16}" + string.Concat(Enumerable.Repeat("61", 992)))));
        Assert.Equal(CloseReason.FrameTooLarge, e.Reason);
    }

    [Fact]
    public void A_MESSAGE_is_taken_as_a_command_too_which_the_specification_calls_it()
    {
        // ZMTP-C8
        Meet();
        _client.Receive("04" + CurveVectors.Seal(_server, "00 05 68656c6c6f")[2..]);
        Assert.Equal("message hello", _client.Events[^1]);
    }

    [Fact]
    public void A_MESSAGE_that_comes_again_or_late_ends_the_connection()
    {
        // ZMTP-C9
        Meet();
        string first = CurveVectors.Seal(_server, "00 01 41");
        string second = CurveVectors.Seal(_server, "00 01 42");
        _client.Receive(first);
        Assert.Contains("number 2, which is not above 2", Refusal(_client, first), StringComparison.Ordinal);
        using EngineRig other = CurveVectors.ClientRig();
        other.Receive(CurveVectors.Greeting + CurveVectors.Welcome + CurveVectors.Ready + second);
        Assert.Contains("number 2, which is not above 3", Refusal(other, first), StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_side_sealed_it_does_not_take_back()
    {
        // ZMTP-C9: the purposes differ, so that nothing can be sent back to where it came from.
        Meet();
        Assert.Contains("cannot be opened", Refusal(_server, ServerNumber3()), StringComparison.Ordinal);

        string ServerNumber3()
        {
            CurveVectors.Seal(_server, "00 01 41");
            return CurveVectors.Seal(_server, "00 01 41");
        }
    }

    [Theory]
    [InlineData("00 01 41", "not encrypted")]
    [InlineData("00 00", "not encrypted")]
    [InlineData("04 07 04 50494e47 0000", "not encrypted")]
    [InlineData("04 0a 05 4552524f52 03 343030", "not encrypted")]
    [InlineData("00 08 07 4d455353414745", "MESSAGE has 8 bytes, the shortest has 33")]
    [InlineData("00 20 07 4d455353414745 0000000000000009 00000000000000000000000000000000", "MESSAGE has 32 bytes")]
    [InlineData("00 21 07 4d455353414745 0000000000000009 00000000000000000000000000000000 00", "number 9 cannot be opened")]
    [InlineData("00 21 07 4d455353414745 0000000000000000 00000000000000000000000000000000 00", "not above")]
    [InlineData("00 21 07 4d455353414744 0000000000000009 00000000000000000000000000000000 00", "not encrypted")]
    [InlineData("01" + "21074d4553534147450000000000000009" + "0000000000000000000000000000000000", "not encrypted")]
    public void What_is_not_sealed_ends_the_connection(string bytes, string words)
    {
        // ZMTP-C10
        Meet();
        Assert.Contains(words, Refusal(_client, bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bit_of_a_sealed_message_counts()
    {
        // ZMTP-C10
        byte[] message = Hex.Bytes(CurveVectors.ServerFirstPart);
        for (int bit = 16; bit < 8 * message.Length; bit++)
        {
            using EngineRig rig = CurveVectors.ClientRig();
            rig.Receive(CurveVectors.Greeting + CurveVectors.Welcome + CurveVectors.Ready);
            byte[] changed = [.. message];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refusal(rig, Convert.ToHexString(changed));
        }
    }

    /// <summary>
    /// Streams that were valid before octets behind the greeting were changed, cut, doubled or thrown in: what is understood of
    /// them was said by the peer, in its order, and the rest is refused.
    /// </summary>
    [Fact]
    public void A_mutated_stream_says_nothing_that_the_peer_did_not_say()
    {
        Random random = new(Seed.Take());
        byte[] toServer = Hex.Bytes(CurveVectors.ToServer);
        byte[] toClient = Hex.Bytes(CurveVectors.ToClient);
        int refused = 0;
        for (int round = 0; round < 6_000; round++)
        {
            bool isServer = round % 2 == 0;
            using EngineRig rig = isServer ? CurveVectors.ServerRig() : CurveVectors.ClientRig();
            refused += Play(rig, Mutation.Of(isServer ? toServer : toClient, random, from: 64), random) ? 0 : 1;
            int at = 0;
            foreach (string said in isServer ? s_toServer : s_toClient)
            {
                at += at < rig.Events.Count && rig.Events[at] == said ? 1 : 0;
            }

            Assert.True(at == rig.Events.Count, string.Join('\n', rig.Events));
        }

        Assert.InRange(refused, 3_000, 6_000);
    }

    [Fact]
    public void Secrets_are_cleared()
    {
        var secret = CurveSecret.CopyOf([.. Enumerable.Repeat((byte)1, 32)]);
        ReadOnlySpan<byte> bytes = secret.Bytes;
        secret.Dispose();
        Assert.False(bytes.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_connection_that_ended_seals_and_opens_nothing()
    {
        Meet();
        CurveTraffic traffic = _client.Engine.Traffic!;
        _client.Engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CurveVectors.Seal(_client, "00 01 41"));
        Assert.Same(traffic, _client.Engine.Traffic);
    }

    private static bool Play(EngineRig rig, byte[] stream, Random random)
    {
        try
        {
            for (int at = 0; at < stream.Length;)
            {
                int length = Math.Min(random.Next(1, 400), stream.Length - at);
                rig.Receive(stream.AsSpan(at, length));
                at += length;
            }

            return true;
        }
        catch (ProtocolViolationException)
        {
            return false;
        }
    }

    private static void AssertSplits(string hex, Func<EngineRig> make, string[] expected)
    {
        byte[] all = Hex.Bytes(hex);
        for (int split = 1; split < all.Length; split++)
        {
            using EngineRig rig = make();
            rig.Receive(all.AsSpan(0, split));
            rig.Receive(all.AsSpan(split));
            Assert.Equal(expected, rig.Events);
        }

        using EngineRig slow = make();
        foreach (byte one in all)
        {
            slow.Receive([one]);
        }

        Assert.Equal(expected, slow.Events);
    }

    private static string Refusal(EngineRig rig, string bytes) =>
        Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes)).Message;

    private void Meet()
    {
        _server.Receive(CurveVectors.Greeting + CurveVectors.Hello + CurveVectors.Initiate);
        _client.Receive(CurveVectors.Greeting + CurveVectors.Welcome + CurveVectors.Ready);
    }
}
