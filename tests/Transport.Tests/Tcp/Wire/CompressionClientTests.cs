using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>How a client offers compression, and what it makes of the server's answer.</summary>
public sealed class CompressionClientTests : IAsyncDisposable
{
    private const string Feature = "02 00 00 00 00 00 00 00";

    private readonly ClientRig _rig = new(options => options with
    {
        Session = new SessionOptions { Compressor = Lz4Compressor.Instance, CompressFrom = 16 },
    });

    // TRN1-Z1
    [Fact]
    public async Task Offers_the_algorithm_it_has()
    {
        (Task<MessageClient> connecting, RawPeer peer, string hello) = await GreetAsync();

        Assert.StartsWith("39 00 00 00 01 00 00 00", hello, StringComparison.Ordinal);
        Assert.Equal("03 00 00 00 00 00 00 00", hello[(3 * 24)..(3 * 32 - 1)]);
        Assert.EndsWith("00 00 00 00 02 00 01 00 01", hello, StringComparison.Ordinal);
        await peer.SendAsync(Trn1Text.Welcome(features: Feature, options: "02 00 01 00 01"));
        MessageClient client = await connecting.WithinAsync();
        client.TrySend(new byte[32]);
        Assert.StartsWith("0f 00 00 00 10 04 00 00 20 00 00 00", await peer.ReadFrameAsync(), StringComparison.Ordinal);
    }

    // TRN1-Z1
    [Fact]
    public async Task A_server_may_decline()
    {
        (Task<MessageClient> connecting, RawPeer peer, _) = await GreetAsync();

        await peer.SendAsync(Trn1Text.Welcome());

        MessageClient client = await connecting.WithinAsync();
        client.TrySend(new byte[32]);
        Assert.Equal(Trn1Text.Data(Trn1Text.Zeros(32)), await peer.ReadFrameAsync());
    }

    // TRN1-Z2
    [Theory]
    [InlineData("", "names no algorithm")]
    [InlineData("02 00 01 00 80", "algorithm 128; this client offered 1 only")]
    public async Task A_choice_that_was_not_offered_is_refused(string options, string words)
    {
        (Task<MessageClient> connecting, RawPeer peer, _) = await GreetAsync();

        await peer.SendAsync(Trn1Text.Welcome(features: Feature, options: options));

        ProtocolViolationException refused = await Assert.ThrowsAsync<ProtocolViolationException>(() => connecting.WithinAsync());
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(Trn1Text.Error(3, refused.Message), await peer.ReadToEndAsync());
    }

    // TRN1-H10, TRN1-Z1: to a client that did not offer it the bit means nothing.
    [Fact]
    public async Task A_client_without_a_compressor_offers_nothing()
    {
        await using ClientRig plain = new();
        (MessageClient client, RawPeer peer) = await plain.OpenAsync(Trn1Text.Welcome(features: Feature, options: "02 00 01 00 01"));

        client.TrySend(new byte[600]);

        Assert.Equal(Trn1Text.Data(Trn1Text.Zeros(600)), await peer.ReadFrameAsync());
    }

    // TRN1-Z2: a server that authenticates breaks the session off at any frame before WELCOME, compressed or not.
    [Fact]
    public async Task Nothing_is_compressed_before_the_client_is_let_in()
    {
        TaskCompletionSource<AuthenticationResult> answer = new();
        await using ServerRig server = new(options => options with
        {
            Session = new SessionOptions { Compressor = Lz4Compressor.Instance },
            Authenticate = (_, _) => new ValueTask<AuthenticationResult>(answer.Task),
        });
        RawPeer peer = await server.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: Feature, options: "02 00 01 00 01")}");
        await peer.SendAsync(Trn1Text.Data("20 00 00 00 1f 61 01 00 07 50 61 61 61 61 61", flags: "04"));
        answer.SetResult(AuthenticationResult.Refuse("No."));

        Assert.DoesNotContain("02 00 01 00 01", await peer.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(server.Handler.HasMessage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(127)]
    public async Task Reserved_algorithms_are_refused(byte algorithm)
    {
        SessionOptions session = new() { Compressor = new Numbered(algorithm) };

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => MessageClient.ConnectAsync(Loopback.ClientOptions() with { Session = session }, TestContext.Current.CancellationToken).AsTask());

        Assert.Contains($"algorithm {algorithm}, which is reserved", refused.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private async Task<(Task<MessageClient> Connecting, RawPeer Peer, string Hello)> GreetAsync()
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _rig.StartAsync();
        Assert.Equal(Trn1Text.Preamble, await peer.ReadAsync(8));
        string hello = await peer.ReadFrameAsync();
        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
        return (connecting, peer, hello);
    }

    private sealed class Numbered(byte algorithm) : IMessageCompressor
    {
        public byte Algorithm => algorithm;

        public bool TryCompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
        {
            written = 0;
            return false;
        }

        public bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
        {
            written = 0;
            return false;
        }
    }
}
