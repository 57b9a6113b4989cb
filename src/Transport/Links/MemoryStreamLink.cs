using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>One end of a connection that does not leave this process: whatever runs over a socket runs over it unchanged.</summary>
internal sealed class MemoryStreamLink : IStreamLink
{
    /// <summary>What each direction holds, like a kernel's buffer: 64 KiB.</summary>
    public const int Capacity = 64 * 1024;

    private readonly MemoryPipe _in;
    private readonly MemoryPipe _out;

    private MemoryStreamLink(MemoryPipe input, MemoryPipe output, EndPoint name)
    {
        _in = input;
        _out = output;
        RemoteEndPoint = LocalEndPoint = name;
    }

    public EndPoint? LocalEndPoint { get; }

    public EndPoint? RemoteEndPoint { get; }

    public bool HasUnread => _in.HasUnread;

    public bool WaitsInPlace => false;

    public bool Gathers => false;

    /// <summary>Makes both ends.</summary>
    /// <param name="name">What both call themselves and each other.</param>
    /// <param name="capacity">Bytes that each direction holds.</param>
    public static (MemoryStreamLink One, MemoryStreamLink Other) Pair(EndPoint name, int capacity = Capacity)
    {
        MemoryPipe there = new(capacity);
        MemoryPipe back = new(capacity);
        return (new MemoryStreamLink(back, there, name), new MemoryStreamLink(there, back, name));
    }

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer) => _in.ReadAsync(buffer);

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second) => _in.ReadAsync(first);

    public LinkResult TrySend(ReadOnlySpan<byte> bytes) => _out.TryWrite(bytes);

    public LinkResult TrySend(ReadOnlySpan<IoVector> pieces) => throw new NotSupportedException("It does not gather.");

    public ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes) => _out.WriteAsync(bytes);

    public void ShutdownSend() => _out.Finish();

    public void Abort()
    {
        _out.EndWriting(SocketError.ConnectionReset);
        _in.EndReading();
    }

    /// <summary>What was sent can still be received.</summary>
    public void Dispose()
    {
        _out.EndWriting(SocketError.Success);
        _in.EndReading();
    }
}
