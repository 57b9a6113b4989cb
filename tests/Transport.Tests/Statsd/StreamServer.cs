using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>A server for streams that takes connections and bytes when the test says so.</summary>
internal sealed class StreamServer : IDisposable
{
    private readonly Socket _listener;
    private Socket? _connection;

    public StreamServer(EndPoint at)
    {
        _listener = new Socket(at.AddressFamily, SocketType.Stream, at is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (at is IPEndPoint)
        {
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        }

        _listener.Bind(at);
        _listener.Listen(1);
        EndPoint = _listener.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    public async Task AcceptAsync(Action meanwhile)
    {
        Task<Socket> accepting = _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.TrueAsync(() =>
        {
            meanwhile();
            return accepting.IsCompleted;
        });
        _connection = await accepting;
    }

    /// <summary>Reads until so many bytes are there.</summary>
    public async Task<byte[]> ReadAsync(int length, Action meanwhile)
    {
        byte[] bytes = new byte[length];
        int read = 0;
        await Eventually.TrueAsync(() =>
        {
            meanwhile();
            if (read < length && _connection!.Available > 0)
            {
                read += _connection.Receive(bytes.AsSpan(read));
            }

            return read == length;
        });
        return bytes;
    }

    /// <summary>What has arrived and nobody has read.</summary>
    public byte[] Rest()
    {
        byte[] bytes = new byte[_connection!.Available];
        return bytes.Length == 0 ? bytes : bytes[.._connection.Receive(bytes)];
    }

    public void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose()
    {
        Disconnect();
        _listener.Dispose();
    }
}
