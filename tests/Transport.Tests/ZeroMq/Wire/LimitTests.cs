using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire.Curve;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>What a peer can make an engine hold, and what a server says of itself.</summary>
public sealed class LimitTests
{
    private static readonly string s_longHello = "06 0000000000000206 05 48454c4c4f" + ("ff" + Fill(255)) + ("ff" + Fill(255));

    [Theory]
    [InlineData(7665, true)]
    [InlineData(7666, false)]
    public void What_may_be_said_in_a_handshake_is_bounded_in_all(int initiate, bool isTaken)
    {
        // ZMTP-H4: HELLO had 527 of the 8,192 bytes.
        using EngineRig rig = new(ZmqSocketType.Pub, new PlainServer(), asks: true);
        rig.Receive(EngineRig.GreetingOf("PLAIN", minor: 1) + s_longHello);
        rig.Engine.Decide(ZmqAuthenticationStatus.Allowed, "");
        string bytes = $"06 {initiate:x16}";
        if (isTaken)
        {
            rig.Receive(bytes);
            return;
        }

        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => rig.Receive(bytes));
        Assert.Contains("frame of 7666 bytes, the limit is 7665", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("02")]
    [InlineData("03")]
    [InlineData("06")]
    public void Nothing_is_allocated_for_a_size_that_is_only_announced(string flags)
    {
        // ZMTP-F6: 64 MiB, of which 1 KiB comes, octet by octet.
        const int Announced = 64 * 1024 * 1024;
        using EngineRig rig = new(limit: Announced + FrameHeader.LongSize);
        rig.Receive(EngineRig.Greeting31 + EngineRig.ReadySub);
        byte[] stream = [.. Hex.Bytes($"{flags} {Announced:x16}"), .. new byte[1024]];
        int consumed = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 1; length <= stream.Length; length++)
        {
            consumed += rig.Engine.Receive(stream.AsSpan(0, length));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal(0, consumed);
        Assert.Equal(0, rig.Outstanding);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("CURVE")]
    public void A_server_says_as_server_0_as_all_others_do(string mechanism)
    {
        // ZMTP-G5
        using EngineRig rig = mechanism == "CURVE" ? CurveVectors.ServerRig() : new(ZmqSocketType.Pub, new PlainServer(), asks: true);
        Assert.Equal(Hex.Text(Hex.Bytes(EngineRig.GreetingOf(mechanism, minor: 1))), rig.TakeWritten());
    }

    private static string Fill(int count) => string.Concat(Enumerable.Repeat("61", count));
}
