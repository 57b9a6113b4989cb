using System.Text;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>An engine, the bytes it wants to send as hex, and what it made of the bytes it was shown as words.</summary>
internal sealed class EngineRig : IZmtpSink, IDisposable
{
    /// <summary>A greeting as libzmq 4.3.3 and later write it.</summary>
    public static readonly string Greeting31 = GreetingOf("NULL", minor: 1);

    /// <summary>READY of a SUB.</summary>
    public const string ReadySub = "04 19 05 5245414459 0b 536f636b65742d54797065 00000003 535542";

    /// <summary>READY of a PUB.</summary>
    public const string ReadyPub = "04 19 05 5245414459 0b 536f636b65742d54797065 00000003 505542";

    private readonly CheckedPool _pool = new();
    private readonly List<byte> _unconsumed = [];

    public EngineRig(ZmqSocketType type = ZmqSocketType.Pub, Mechanism? mechanism = null, bool asks = false, int limit = 1000)
    {
        Engine = new ZmtpEngine(
            new EngineSetup { Type = type, Asks = asks, MaxMessageLength = limit, Pool = _pool.Pool },
            mechanism ?? new NullMechanism(),
            this);
        Engine.Start();
    }

    public ZmtpEngine Engine { get; }

    /// <summary>How many blocks of memory the engine holds.</summary>
    public long Outstanding => _pool.Outstanding;

    /// <summary>What was written since it was read last.</summary>
    public List<string> Written { get; } = [];

    /// <summary>What happened, in order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>How many more messages it takes before it says that it is full, subscriptions included.</summary>
    public int Room { get; set; } = int.MaxValue;

    public static string GreetingOf(string mechanism, int minor, int major = 3)
    {
        byte[] name = new byte[20];
        Encoding.ASCII.GetBytes(mechanism, name);
        return $"ff 0000000000000001 7f {major:x2} {minor:x2} {Hex.Text(name)} 00 {new string('0', 62)}";
    }

    /// <summary>Shows the engine more bytes, together with those it left.</summary>
    public void Receive(string hex) => Receive(Hex.Bytes(hex));

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        _unconsumed.AddRange(bytes);
        int consumed = Engine.Receive(_unconsumed.ToArray());
        _unconsumed.RemoveRange(0, consumed);
    }

    public string TakeWritten()
    {
        string all = string.Join(' ', Written);
        Written.Clear();
        return all;
    }

    public void Write(ReadOnlySpan<byte> bytes) => Written.Add(Hex.Text(bytes));

    public void OnCredentials(Credentials credentials) =>
        Events.Add($"ask {credentials.Mechanism} {credentials.User} {credentials.Password}".TrimEnd() + (credentials.PublicKey is { } key ? $" {key}" : ""));

    public void OnReady(PeerTerms terms) =>
        Events.Add($"ready {terms.Type?.ToString() ?? "unknown"} minor {terms.Minor} id '{Encoding.Latin1.GetString(terms.Identity)}'");

    public bool OnMessage(ReadOnlySpan<byte> message)
    {
        List<string> frames = [];
        for (int at = 0; at < message.Length;)
        {
            FrameHeader header = FrameHeader.Read(message[at..]);
            Assert.True(header.IsCanonical);
            frames.Add(header.BodyLength > 20 ? $"({header.BodyLength})" : Encoding.Latin1.GetString(message.Slice(at + header.Size, header.BodyLength)));
            at += header.TotalLength;
            Assert.Equal(at < message.Length, header.HasMore);
        }

        return Take("message " + string.Join('|', frames));
    }

    public bool OnSubscribe(ReadOnlySpan<byte> topic) => Take("subscribe " + Encoding.Latin1.GetString(topic));

    public bool OnCancel(ReadOnlySpan<byte> topic) => Take("cancel " + Encoding.Latin1.GetString(topic));

    private bool Take(string what)
    {
        Events.Add(what);
        return --Room > 0;
    }

    public void OnPing(TimeSpan timeToLive, ReadOnlySpan<byte> context) =>
        Events.Add($"ping {timeToLive.TotalSeconds} s '{Encoding.Latin1.GetString(context)}'");

    public void OnPong() => Events.Add("pong");

    public void Dispose()
    {
        Engine.Dispose();
        _pool.Dispose();
    }
}
