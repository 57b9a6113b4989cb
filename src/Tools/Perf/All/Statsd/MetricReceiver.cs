using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>
/// Takes packets over UDP on a thread of its own, as a StatsD server does, and adds up what their lines say. It is as simple
/// as that so that it keeps up.
/// </summary>
internal sealed class MetricReceiver : IDisposable
{
    // What the kernel grants of it is less on most systems.
    private const int BufferBytes = 8 * 1024 * 1024;

    // The longest datagram there is.
    private const int MostBytes = 64 * 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferBytes };
    private readonly Thread _thread;
    private long _packets;

    public MetricReceiver()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = new Thread(Receive) { IsBackground = true, Name = "metrics" };
        _thread.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Packets so far. Any thread may ask.</summary>
    public long Packets => Interlocked.Read(ref _packets);

    /// <summary>Lines in them. Stands still once the packets do.</summary>
    public long Lines { get; private set; }

    /// <summary>The counts added up.</summary>
    public long Counted { get; private set; }

    /// <summary>The times.</summary>
    public long Times { get; private set; }

    /// <summary>Lines that are neither.</summary>
    public long Unknown { get; private set; }

    /// <summary>Packets for which there was no room; null where the system does not tell.</summary>
    public long? Dropped => KernelDrops.Of(_socket);

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Receive()
    {
        byte[] buffer = new byte[MostBytes];
        try
        {
            while (true)
            {
                int length = _socket.Receive(buffer);
                foreach (Range range in buffer.AsSpan(0, length).Split((byte)'\n'))
                {
                    Take(buffer.AsSpan(0, length)[range]);
                }

                Interlocked.Increment(ref _packets);
            }
        }
        catch (SocketException)
        {
            // It was disposed.
        }
        catch (ObjectDisposedException)
        {
        }
    }

    // name:value|c, or name:value|ms
    private void Take(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        Lines++;
        ReadOnlySpan<byte> value = line[(line.IndexOf((byte)':') + 1)..];
        if (value.EndsWith("|c"u8) && Utf8Parser.TryParse(value, out long count, out int used) && used == value.Length - 2)
        {
            Counted += count;
        }
        else if (value.EndsWith("|ms"u8))
        {
            Times++;
        }
        else
        {
            Unknown++;
        }
    }
}
