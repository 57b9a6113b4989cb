using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Support;

/// <content>What its user calls.</content>
internal sealed partial class TestLink
{
    public LinkResult TrySend(ReadOnlySpan<byte> bytes)
    {
        OnSend?.Invoke();
        LinkResult result;
        lock (_gate)
        {
            result = Take(bytes);
        }

        Arrive(bytes[..result.Bytes]);
        return result;
    }

    public LinkResult TrySend(ReadOnlySpan<IoVector> pieces)
    {
        List<byte> bytes = [];
        foreach (IoVector piece in pieces)
        {
            byte[] copy = new byte[piece.Length];
            Marshal.Copy(piece.Start, copy, startIndex: 0, copy.Length);
            bytes.AddRange(copy);
        }

        return TrySend(CollectionsMarshal.AsSpan(bytes));
    }

    public ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        OnSend?.Invoke();
        LinkResult result;
        lock (_gate)
        {
            result = Take(bytes.Span);
            if (result.WouldBlock)
            {
                _blocked = bytes;
                return _sending.Begin();
            }
        }

        Arrive(bytes.Span[..result.Bytes]);
        return new ValueTask<LinkResult>(result);
    }

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second)
    {
        LinkResult result;
        lock (_gate)
        {
            if (_unread.Count <= first.Length)
            {
                return ReceiveAsync(first);
            }

            result = Receive(first);
            result = result with { Bytes = result.Bytes + Receive(second).Bytes };
        }

        MakeRoom(result.Bytes);
        return new ValueTask<LinkResult>(result);
    }

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer)
    {
        LinkResult result;
        lock (_gate)
        {
            if (!CanReceive)
            {
                _wanted = buffer;
                return _receiving.Begin();
            }

            result = Receive(buffer);
        }

        MakeRoom(result.Bytes);
        return new ValueTask<LinkResult>(result);
    }

    public void ShutdownSend()
    {
        bool cut = Locked(() =>
        {
            _finishedByUs = true;
            _sendError = SocketError.Shutdown;
            return _cut;
        });
        if (!cut)
        {
            _peer?.Finish();
        }
    }

    public void Abort()
    {
        IsAborted = true;
        End(peer =>
        {
            peer.FailSending(SocketError.ConnectionReset);
            peer.FailReceiving(SocketError.ConnectionReset);
        });
    }

    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            End(static peer => peer.Finish());
        }
    }
}
