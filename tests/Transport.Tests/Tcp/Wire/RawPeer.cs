using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>The other end of a connection: it sends and reads bytes, written as hex, and knows no protocol. Every wait is bounded.</summary>
internal sealed class RawPeer : IDisposable
{
    private const int HeaderSize = 8;

    private readonly Socket _socket;

    public RawPeer(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;

        // A small window, so that a sender soon finds that the kernel takes no more.
        _socket.ReceiveBufferSize = 64 * 1024;
    }

    /// <summary>How the stream ended, once <see cref="ReadToEndAsync"/> has read it.</summary>
    public SocketError End { get; private set; }

    public static async Task<RawPeer> ConnectAsync(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, TestContext.Current.CancellationToken).WithinAsync();
        return new RawPeer(socket);
    }

    public Task SendAsync(string hex) => SendAsync(Hex.Bytes(hex));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await _socket.SendAsync(bytes, TestContext.Current.CancellationToken).WithinAsync();
            bytes = bytes[sent..];
        }
    }

    /// <summary>Sends as much as arrives; a peer that hangs up meanwhile is what some tests are about.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It hung up.
        }
    }

    /// <summary>Reads exactly so many bytes.</summary>
    public async Task<string> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        int read = await FillAsync(bytes);
        Assert.True(read == count, $"The stream ended after {read} of {count} bytes: {Hex.Text(bytes.AsSpan(0, read))}");
        return Hex.Text(bytes);
    }

    /// <summary>Reads one whole TRN1 frame, header included.</summary>
    public async Task<string> ReadFrameAsync()
    {
        byte[] header = Hex.Bytes(await ReadAsync(HeaderSize));
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length == 0 ? Hex.Text(header) : $"{Hex.Text(header)} {await ReadAsync(length)}";
    }

    /// <summary>Reads whatever still comes until the stream ends, in order or by a reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read;
            try
            {
                read = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WithinAsync();
            }
            catch (SocketException e)
            {
                End = e.SocketErrorCode;
                return Hex.Text(all.ToArray());
            }

            if (read == 0)
            {
                return Hex.Text(all.ToArray());
            }

            all.Write(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Says that nothing more will come (FIN), and goes on reading.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection with a reset (RST).</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> FillAsync(byte[] bytes)
    {
        int filled = 0;
        while (filled < bytes.Length)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(filled), TestContext.Current.CancellationToken).WithinAsync();
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
