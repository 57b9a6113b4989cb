using System.Buffers.Binary;
using System.Net.Sockets;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>Takes packets from a socket, or streams from all who connect, and gives their lines.</summary>
internal sealed class LineIntake : IDisposable
{
    // The longest of a stream's packets, or lines, that is taken.
    private const int MostBytes = 64 * 1024;

    // Each has a buffer of that length.
    private const int MostConnections = 256;

    private readonly Socket _socket;
    private readonly StatsdFraming? _stream;
    private readonly Action<byte[]> _onLine;
    private readonly string? _path;
    private long _packets;
    private int _connections;

    /// <summary>Binds.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="onLine">What to do with a line; several streams' may come at once.</param>
    /// <exception cref="ToolException">The address cannot be used.</exception>
    public LineIntake(Endpoints.StatsdEndpoint endpoint, Action<byte[]> onLine)
    {
        _onLine = onLine;
        bool isStream = endpoint.Transport is StatsdTransport.Tcp or StatsdTransport.UnixStream;
        _stream = isStream ? endpoint.ListenFraming : null;
        System.Net.EndPoint at = endpoint.Local is System.Net.DnsEndPoint name
            ? throw ToolException.Usage($"'{name.Host}' is a name, and one listens on an address", "write statsd://:8125, or statsd://*:8125 for all")
            : endpoint.Local;
        _socket = new Socket(
            at.AddressFamily,
            isStream ? SocketType.Stream : SocketType.Dgram,
            endpoint.IsUnix ? ProtocolType.Unspecified : isStream ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            _socket.Bind(at);
            if (isStream)
            {
                _socket.Listen();
            }
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new ToolException(ExitCode.Unreachable, $"cannot listen on {endpoint.Text}: {e.Message}", "stop what listens there, or take another address", e);
        }

        _path = endpoint.IsUnix && endpoint.Path[0] != '@' ? endpoint.Path : null;
        Local = endpoint.Describe(_socket.LocalEndPoint);
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public string Local { get; }

    public long Packets => Interlocked.Read(ref _packets);

    /// <summary>Packets that found the socket's buffer full; null where the system does not tell.</summary>
    public long? KernelDrops => _stream is null ? Endpoints.KernelDrops.Of(_socket) : null;

    /// <summary>Takes what comes until told to stop.</summary>
    public Task RunAsync(CancellationToken stop) => _stream is null ? TakePacketsAsync(stop) : AcceptAsync(stop);

    public void Dispose()
    {
        _socket.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private async Task TakePacketsAsync(CancellationToken stop)
    {
        byte[] buffer = new byte[MostBytes];
        while (true)
        {
            int length = await _socket.ReceiveAsync(buffer, stop);
            TakePacket(buffer.AsSpan(0, length));
        }
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        while (true)
        {
            Socket connection = await _socket.AcceptAsync(stop);
            if (Interlocked.Increment(ref _connections) > MostConnections)
            {
                Interlocked.Decrement(ref _connections);
                connection.Dispose();
                continue;
            }

            _ = TakeStreamAsync(connection, stop);
        }
    }

    private async Task TakeStreamAsync(Socket connection, CancellationToken stop)
    {
        using Socket owner = connection;
        byte[] buffer = new byte[MostBytes];
        int used = 0;
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory(used), stop) is > 0 and int length)
            {
                used += length;
                int taken = _stream == StatsdFraming.Length32 ? TakeFrames(buffer.AsSpan(0, used)) : TakeLines(buffer.AsSpan(0, used));
                buffer.AsSpan(taken, used - taken).CopyTo(buffer);
                used -= taken;
                if (used == buffer.Length)
                {
                    // Longer than anything a server takes: whoever sends that speaks something else.
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidDataException)
        {
            // One connection's end is none of the others' affair.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (bytes.Length - at >= sizeof(int))
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            if (length > MostBytes - sizeof(int))
            {
                throw new InvalidDataException($"A packet of {length} bytes.");
            }

            if (bytes.Length - at - sizeof(int) < length)
            {
                break;
            }

            TakePacket(bytes.Slice(at + sizeof(int), (int)length));
            at += sizeof(int) + (int)length;
        }

        return at;
    }

    private int TakeLines(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            TakePacket(bytes[..(end - 1)]);
        }

        return end;
    }

    private void TakePacket(ReadOnlySpan<byte> packet)
    {
        Interlocked.Increment(ref _packets);
        foreach (Range range in packet.Split((byte)'\n'))
        {
            if (!packet[range].IsEmpty)
            {
                _onLine(packet[range].ToArray());
            }
        }
    }
}
