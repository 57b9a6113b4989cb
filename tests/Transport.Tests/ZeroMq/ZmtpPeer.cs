using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>The other end of a connection, as bytes: it knows no ZMTP. Every wait is bounded.</summary>
internal sealed class ZmtpPeer : IDisposable
{
    private readonly Socket _socket;

    private ZmtpPeer(Socket socket) => _socket = socket;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ZmtpPeer> ConnectAsync(string endpoint)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveBufferSize = 8 * 1024,
        };
        await socket.ConnectAsync(IPEndPoint.Parse(endpoint["tcp://".Length..]), Token).WithinAsync();
        return new ZmtpPeer(socket);
    }

    /// <summary>Connects as a SUB, to where both sides may talk.</summary>
    public static async Task<ZmtpPeer> ReadyAsync(string endpoint, int minor = 1)
    {
        ZmtpPeer peer = await ConnectAsync(endpoint);
        await peer.SendAsync(EngineRig.GreetingOf("NULL", minor) + EngineRig.ReadySub);
        await peer.ReadAsync(64 + 27);
        return peer;
    }

    /// <summary>Waits for whoever connects to a listening socket.</summary>
    public static async Task<ZmtpPeer> AcceptAsync(Socket listener) => new(await listener.AcceptAsync(Token).WithinAsync());

    public async Task SendAsync(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        for (int at = 0; at < bytes.Length;)
        {
            at += await _socket.SendAsync(bytes.AsMemory(at), Token).WithinAsync();
        }
    }

    /// <summary>Reads exactly so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(at), Token).WithinAsync();
            Assert.True(read > 0, $"The stream ended after {at} of {count} bytes: {Hex.Text(bytes.AsSpan(0, at))}");
            at += read;
        }

        return bytes;
    }

    /// <summary>Reads what comes next, at least one byte.</summary>
    public async Task<byte[]> ReadSomeAsync()
    {
        byte[] piece = new byte[4096];
        int read = await _socket.ReceiveAsync(piece, Token).WithinAsync();
        Assert.True(read > 0, "The stream ended.");
        return piece[..read];
    }

    public async Task<string> ReadHexAsync(int count) => Hex.Text(await ReadAsync(count));

    /// <summary>Reads whatever comes until the stream ends, in order or by a reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        List<byte> all = [];
        byte[] piece = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(piece, Token).WithinAsync() is > 0 and int read)
            {
                all.AddRange(piece.AsSpan(0, read));
            }
        }
        catch (SocketException)
        {
            // A reset.
        }

        return Hex.Text([.. all]);
    }

    /// <summary>Reads what is there, and forgets it.</summary>
    public void Swallow()
    {
        byte[] piece = new byte[64 * 1024];
        if (_socket.Available > 0)
        {
            _socket.Receive(piece);
        }
    }

    public void Dispose() => _socket.Dispose();
}
