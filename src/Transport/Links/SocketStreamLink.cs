using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>A connected socket driven by the runtime's event loop: waits are asynchronous and hold no thread.</summary>
internal sealed class SocketStreamLink : IStreamLink
{
    private readonly Socket _socket;
    private readonly SocketAwaitable _receiving = new();
    private readonly SocketAwaitable _sending = new();

    public SocketStreamLink(Socket socket)
    {
        socket.Blocking = false;
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public EndPoint? LocalEndPoint { get; }

    public EndPoint? RemoteEndPoint { get; }

    public bool HasUnread => SocketOptions.HasUnread(_socket);

    public bool WaitsInPlace => false;

    public bool Gathers => OperatingSystem.IsLinux();

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return _receiving.ReceiveAsync(_socket, buffer);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
        }
    }

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                LinkResult received = Libc.Receive(_socket.SafeHandle, first.Span, second.Span, Libc.Wait.No);
                if (!received.WouldBlock)
                {
                    return new ValueTask<LinkResult>(received);
                }
            }

            return _receiving.ReceiveAsync(_socket, first);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
        }
    }

    public LinkResult TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return Libc.TrySend(_socket.SafeHandle, bytes);
            }

            int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            return new LinkResult(sent, error);
        }
        catch (ObjectDisposedException)
        {
            return new LinkResult(0, SocketError.OperationAborted);
        }
    }

    public LinkResult TrySend(ReadOnlySpan<IoVector> pieces)
    {
        try
        {
            return OperatingSystem.IsLinux() ? Libc.TrySend(_socket.SafeHandle, pieces) : throw new NotSupportedException();
        }
        catch (ObjectDisposedException)
        {
            return new LinkResult(0, SocketError.OperationAborted);
        }
    }

    public ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return _sending.SendAsync(_socket, bytes);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
        }
    }

    public void ShutdownSend() => SocketOptions.Shutdown(_socket, SocketShutdown.Send);

    public void Abort() => SocketOptions.Abort(_socket);

    public void Dispose()
    {
        _socket.Dispose();
        _receiving.Dispose();
        _sending.Dispose();
    }
}
