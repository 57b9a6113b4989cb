using System.Security.Cryptography;
using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>A libzmq subscriber gets what the application of our XPUB socket decides.</summary>
public sealed class XPublisherTests : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Stage _stage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Manual_mode_holds_for_a_libzmq_subscriber()
    {
        await using ZmqXPublisher publisher = new(options: null, ZmqSubscriptionNotices.Manual);
        Running peer = await SubscriberAsync(publisher.Bind("tcp://127.0.0.1:*"), count: 2);
        using ZmqMessage asked = await publisher.ReceiveAsync(Token).AsTask().WaitAsync(s_limit, Token);
        Assert.True(asked.First.SequenceEqual("\u0001A"u8));
        Assert.Equal(default, publisher.Publish("A"u8, "not yet"u8));
        Assert.Equal(1, publisher.PublishTo(asked.PeerId, "A"u8, "last value"u8).Queued);
        Assert.True(publisher.Subscribe(asked.PeerId, "AB"u8));
        Assert.Equal(default, publisher.Publish("AC"u8, "never"u8));
        Assert.Equal(1, publisher.Publish("ABC"u8, "now"u8).Queued);
        await peer.SaysAsync("received 2");
        Assert.Contains(DigestOf(["A", "last value"], ["ABC", "now"]), peer.Said, StringComparison.Ordinal);
        await peer.FinishAsync();
    }

    [Fact]
    public async Task A_libzmq_subscriber_is_welcomed_first()
    {
        await using ZmqXPublisher publisher = new() { Welcome = "A welcome"u8.ToArray() };
        Running peer = await SubscriberAsync(publisher.Bind("tcp://127.0.0.1:*"), count: 2);
        using ZmqMessage asked = await publisher.ReceiveAsync(Token).AsTask().WaitAsync(s_limit, Token);
        Assert.Equal(1, publisher.Publish("A"u8, "message"u8).Queued);
        await peer.SaysAsync("received 2");
        Assert.Contains(DigestOf(["A welcome"], ["A", "message"]), peer.Said, StringComparison.Ordinal);
        await peer.FinishAsync();
    }

    private static string DigestOf(params string[][] messages)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string[] frames in messages)
        {
            digest.AppendData(BitConverter.GetBytes(frames.Length));
            foreach (string frame in frames)
            {
                digest.AppendData(BitConverter.GetBytes(frame.Length));
                digest.AppendData(Encoding.ASCII.GetBytes(frame));
            }
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private async Task<Running> SubscriberAsync(string endpoint, int count) => _stage.Program(
        await Peers.PythonWithAsync("zmq"),
        [Path.Combine(AppContext.BaseDirectory, "Peers", "zmq_peer.py"), "SUB", "connect", endpoint, "receive", $"{count}", "topic=A"]);
}
