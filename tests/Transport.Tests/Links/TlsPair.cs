using System.Text;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>Both ends of a TLS connection in memory. Disposal ends them and checks that every block is back.</summary>
internal sealed class TlsPair : IDisposable
{
    private readonly CheckedPool _pool = new();

    public TlsPair(
        TlsClientOptions? client = null, TlsServerOptions? server = null, Func<IStreamLink, IStreamLink>? below = null, int capacity = 1 << 20)
    {
        (ClientWire, ServerWire) = TestLink.Pair(capacity);
        Client = new TlsStreamLink(below?.Invoke(ClientWire) ?? ClientWire, TlsLinks.ForClient(client ?? ClientOptions, _pool.Pool)!);
        Server = new TlsStreamLink(ServerWire, TlsLinks.ForServer(server ?? ServerOptions, _pool.Pool)!);
    }

    public static TlsClientOptions ClientOptions => new() { TargetHost = "server.test", Trust = TestAuthority.Known.Trust };

    public static TlsServerOptions ServerOptions => new() { Certificate = TestAuthority.Server, Trust = TestAuthority.Known.Trust };

    public TestLink ClientWire { get; }

    public TestLink ServerWire { get; }

    public TlsStreamLink Client { get; }

    public TlsStreamLink Server { get; }

    public long Outstanding => _pool.Outstanding;

    public static async Task<TlsPair> OpenAsync(TlsClientOptions? client = null, TlsServerOptions? server = null)
    {
        var pair = new TlsPair(client, server);
        (LinkResult c, LinkResult s) = await pair.ShakeHandsAsync();
        Assert.False(c.Failed, pair.Client.Failure?.Text);
        Assert.False(s.Failed, pair.Server.Failure?.Text);
        return pair;
    }

    /// <summary>Both handshakes; an end that fails leaves, so that the other learns of it.</summary>
    public async Task<(LinkResult Client, LinkResult Server)> ShakeHandsAsync()
    {
        Task<LinkResult> client = OpenAsync(Client);
        Task<LinkResult> server = OpenAsync(Server);
        return (await client.WithinAsync(), await server.WithinAsync());
    }

    /// <summary>Receives so many bytes, or until the end.</summary>
    public static async Task<byte[]> ReadAsync(TlsStreamLink link, int count = int.MaxValue)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (all.Length < count)
        {
            LinkResult received = await link.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - all.Length))).WithinAsync();
            if (received.Bytes == 0)
            {
                break;
            }

            all.Write(buffer.AsSpan(0, received.Bytes));
        }

        return all.ToArray();
    }

    public static async Task<string> ReadTextAsync(TlsStreamLink link, int count = int.MaxValue) =>
        Encoding.ASCII.GetString(await ReadAsync(link, count));

    /// <summary>Sends all of it, waiting where it must.</summary>
    public static async Task SendAllAsync(TlsStreamLink link, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            LinkResult sent = link.TrySend(bytes.Span);
            sent = sent.WouldBlock ? await link.SendAsync(bytes).WithinAsync() : sent;
            Assert.False(sent.Failed, $"{sent}");
            bytes = bytes[sent.Bytes..];
        }
    }

    public void Dispose()
    {
        Client.Abort();
        Server.Abort();
        Client.Dispose();
        Server.Dispose();

        // A last word that had to wait for the kernel may still be on its way out.
        Eventually.TrueInPlace(() => Outstanding == 0);
        _pool.Dispose();
    }

    private static async Task<LinkResult> OpenAsync(TlsStreamLink link)
    {
        LinkResult opened = await link.OpenAsync();
        if (opened.Failed)
        {
            link.Dispose();
        }

        return opened;
    }
}
