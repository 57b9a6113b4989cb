using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// A connected socket driven by threads of its own: a receive blocks or spins in the calling thread, so that no event
/// loop and no pool stands between the kernel and the handler. Its waits come back completed.
/// </summary>
internal sealed class ThreadStreamLink : IStreamLink
{
    /// <summary>How late a sender that waits for the kernel notices an abort: 50 ms, the period of the deadlines.</summary>
    private const int LongestPollMicroseconds = 50_000;

    private readonly Socket _socket;
    private readonly ReceiveWait _wait;
    private volatile bool _aborted;

    public ThreadStreamLink(Socket socket, ReceiveWait wait)
    {
        _socket = socket;
        _wait = wait;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        if (OperatingSystem.IsLinux())
        {
            Libc.MakeBlocking(socket.SafeHandle);
        }
        else
        {
            socket.Blocking = true;
        }
    }

    /// <summary>How a receive waits.</summary>
    internal enum ReceiveWait
    {
        /// <summary>In the kernel: no processor time, one wake-up per burst.</summary>
        Blocks,

        /// <summary>Asking again and again: a whole core, and no wake-up to wait for.</summary>
        Spins,
    }

    public EndPoint? LocalEndPoint { get; }

    public EndPoint? RemoteEndPoint { get; }

    public bool HasUnread => SocketOptions.HasUnread(_socket);

    public bool WaitsInPlace => true;

    public bool Gathers => OperatingSystem.IsLinux();

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return new ValueTask<LinkResult>(_wait == ReceiveWait.Spins ? Spin(buffer.Span) : Block(buffer.Span));
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
        }
    }

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second)
    {
        if (_wait == ReceiveWait.Spins || !OperatingSystem.IsLinux())
        {
            return ReceiveAsync(first);
        }

        try
        {
            LinkResult received = Libc.Receive(_socket.SafeHandle, first.Span, second.Span, Libc.Wait.Yes);
            return received.WouldBlock ? ReceiveAsync(first) : new ValueTask<LinkResult>(received);
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

            // Without a flag per call a blocking socket may only be asked when it has room; then it takes at least a byte.
            if (!_socket.Poll(microSeconds: 0, SelectMode.SelectWrite))
            {
                return new LinkResult(0, SocketError.WouldBlock);
            }

            int sent = _socket.Send(bytes[..Math.Min(bytes.Length, 4096)], SocketFlags.None, out SocketError error);
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
            while (true)
            {
                LinkResult sent = TrySend(bytes.Span);
                if (!sent.WouldBlock)
                {
                    return new ValueTask<LinkResult>(sent);
                }

                // A little at a time, because an abort wakes only who receives.
                _socket.Poll(LongestPollMicroseconds, SelectMode.SelectWrite);
                if (_aborted)
                {
                    return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return new ValueTask<LinkResult>(new LinkResult(0, SocketError.OperationAborted));
        }
    }

    public void ShutdownSend() => SocketOptions.Shutdown(_socket, SocketShutdown.Send);

    public void Abort()
    {
        _aborted = true;

        // A thread that blocks in the kernel holds the descriptor open until it is woken.
        SocketOptions.Reset(_socket);
    }

    public void Dispose()
    {
        if (!_aborted)
        {
            // Wakes whoever blocks; after an abort nobody does, and an orderly end would come before the reset.
            _aborted = true;
            SocketOptions.Shutdown(_socket, SocketShutdown.Both);
        }

        _socket.Dispose();
    }

    private LinkResult Block(Span<byte> buffer)
    {
        while (true)
        {
            LinkResult received;
            if (OperatingSystem.IsLinux())
            {
                received = Libc.Receive(_socket.SafeHandle, buffer);
            }
            else
            {
                int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
                received = new LinkResult(count, error);
            }

            if (!received.WouldBlock)
            {
                return received;
            }
        }
    }

    private LinkResult Spin(Span<byte> buffer)
    {
        while (!_aborted)
        {
            if (OperatingSystem.IsLinux())
            {
                LinkResult received = Libc.TryReceive(_socket.SafeHandle, buffer);
                if (!received.WouldBlock)
                {
                    return received;
                }
            }
            else if (_socket.Poll(microSeconds: 0, SelectMode.SelectRead))
            {
                return Block(buffer);
            }

            Thread.SpinWait(1);
        }

        return new LinkResult(0, SocketError.OperationAborted);
    }
}
