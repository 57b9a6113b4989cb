using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>
/// Streams that were valid before octets were changed, cut, doubled or thrown in: an engine gives events or refuses, says why,
/// and never holds more memory than was sent to it.
/// </summary>
public sealed class FuzzTests
{
    private const int Limit = 300;
    private const int Rounds = 100_000;

    private static readonly string s_traffic = string.Concat(
        "00 02 4142", "01 01 41 00 02 6869", "01 00 01 00 00 00", "02 0000000000000001 43", "00 ff " + Fill(255),
        "02 0000000000000100 " + Fill(256), "04 0c 09 535542534352494245 4142", "04 09 06 43414e43454c 4142",
        "04 0b 04 50494e47 001e 63747821", "04 05 04 504f4e47", "04 04 03 4e4f50");

    [Theory]
    [InlineData("NULL")]
    [InlineData("PLAIN server")]
    [InlineData("PLAIN client")]
    public void A_mutated_conversation_breaks_the_protocol_and_nothing_else(string mechanism)
    {
        Random random = new(Seed.Take());
        byte[] valid = Hex.Bytes(Conversation(mechanism));
        Sink whole = new();
        using (ZmtpEngine engine = Engine(mechanism, whole))
        {
            Assert.Equal(valid.Length, engine.Receive(valid));
        }

        Assert.Equal(6, whole.Messages);
        byte[] stream = new byte[2 * valid.Length];
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int length = Mutate(valid, stream, random);
            refused += IsRefused(mechanism, stream.AsSpan(0, length), random) ? 1 : 0;
        }

        Assert.InRange(refused, Rounds / 10, Rounds - 1);
    }

    private static bool IsRefused(string mechanism, Span<byte> stream, Random random)
    {
        Sink sink = new();
        using ZmtpEngine engine = Engine(mechanism, sink);
        int consumed = 0;
        try
        {
            for (int shown = 0; shown < stream.Length;)
            {
                shown = Math.Min(shown + random.Next(1, 400), stream.Length);
                consumed += engine.Receive(stream[consumed..shown]);
                Assert.InRange(consumed, 0, shown);
                Assert.InRange(sink.Pool.Outstanding, 0, 1);
            }

            // What it left undone is less than one whole frame, which its limits bound.
            Assert.True(engine.IsDeciding || stream.Length - consumed < Limit + FrameHeader.LongSize + ZmtpEngine.HandshakeLimit);
            return false;
        }
        catch (ProtocolViolationException e)
        {
            Assert.NotEmpty(e.Message);
            return true;
        }
        finally
        {
            engine.Dispose();
            Assert.Equal(0, sink.Pool.Outstanding);
        }
    }

    private static ZmtpEngine Engine(string mechanism, Sink sink)
    {
        EngineSetup setup = new() { Type = ZmqSocketType.XPub, MaxMessageLength = Limit, Pool = sink.Pool };
        ZmtpEngine engine = new(setup, mechanism switch { "NULL" => new NullMechanism(), "PLAIN server" => new PlainServer(), _ => new PlainClient("a", "b") }, sink);
        engine.Start();
        return engine;
    }

    private static string Conversation(string mechanism)
    {
        string metadata = EngineRig.ReadySub["04 19 05 5245414459 ".Length..];
        return EngineRig.GreetingOf(mechanism.Split(' ')[0], minor: 1) + mechanism switch
        {
            "NULL" => EngineRig.ReadySub,
            "PLAIN server" => "04 0a 05 48454c4c4f 01 61 01 62" + "04 1c 08 494e495449415445 " + metadata,
            _ => "04 08 07 57454c434f4d45" + EngineRig.ReadySub,
        } + s_traffic;
    }

    private static int Mutate(byte[] valid, byte[] stream, Random random)
    {
        valid.CopyTo(stream, 0);
        int length = valid.Length;
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(length);
            switch (random.Next(5))
            {
                case 0:
                    stream[at] = (byte)random.Next(256);
                    break;
                case 1:
                    stream[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    length = at + 1;
                    break;
                case 3:
                    length = Insert(stream, length, at, stream.AsSpan(at, Math.Min(random.Next(1, 40), length - at)).ToArray());
                    break;
                default:
                    length = Insert(stream, length, at, [(byte)random.Next(256)]);
                    break;
            }
        }

        return length;
    }

    private static int Insert(byte[] stream, int length, int at, ReadOnlySpan<byte> bytes)
    {
        stream.AsSpan(at, length - at).CopyTo(stream.AsSpan(at + bytes.Length));
        bytes.CopyTo(stream.AsSpan(at));
        return length + bytes.Length;
    }

    private static string Fill(int count) => string.Concat(Enumerable.Repeat("61", count));

    /// <summary>Takes everything and checks that what it is given is whole.</summary>
    private sealed class Sink : IZmtpSink
    {
        public BufferPool Pool { get; } = new(BufferPool.Returned.Poisoned);

        public int Messages { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes) => Assert.InRange(bytes.Length, 1, 1000);

        public void OnCredentials(Credentials credentials) => Assert.NotNull(credentials.Mechanism);

        public void OnReady(PeerTerms terms) => Assert.InRange(terms.Minor, 0, 1);

        public bool OnMessage(ReadOnlySpan<byte> message)
        {
            Messages++;
            Assert.InRange(message.Length, 1, Limit);
            for (bool more = true; more;)
            {
                FrameHeader header = FrameHeader.Read(message);
                Assert.True(header.IsCanonical);
                more = header.HasMore;
                message = message[header.TotalLength..];
            }

            Assert.True(message.IsEmpty);
            return true;
        }

        public bool OnSubscribe(ReadOnlySpan<byte> topic) => topic.Length <= Limit;

        public bool OnCancel(ReadOnlySpan<byte> topic) => topic.Length <= Limit;

        public void OnPing(TimeSpan timeToLive, ReadOnlySpan<byte> context) => Assert.InRange(context.Length, 0, 16);

        public void OnPong()
        {
            // Nothing to check.
        }
    }
}
