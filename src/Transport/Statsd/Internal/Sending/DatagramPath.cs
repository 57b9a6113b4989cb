using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// Datagrams over UDP or a Unix socket. Refused at one address of a name, a packet goes to the next: that is how
/// <c>localhost</c> works whichever family the server chose.
/// </summary>
internal sealed class DatagramPath(AddressBook book, TimeProvider time) : IPath
{
    private readonly Backoff _backoff = new(time);
    private EndPoint[] _addresses = [];
    private int _at;
    private DatagramSender? _sender;
    private bool _disposed;

    public SocketError LastError { get; private set; }

    public int Opened { get; private set; }

    public TimeSpan? RetryIn => _addresses.Length == 0 ? book.RetryIn : _backoff.Left;

    public bool IsReady()
    {
        book.Refresh();
        EndPoint[] now = book.Addresses;
        if (!ReferenceEquals(now, _addresses))
        {
            Adopt(now);
        }

        if (_addresses.Length == 0)
        {
            LastError = book.LastError;
            return false;
        }

        return _sender is not null || (_backoff.IsOver && TryOpen());
    }

    public PathResult TrySend(ReadOnlySpan<byte> packet, ref int offset)
    {
        // A Unix socket stays with the server that it was connected to; the next one needs another socket.
        int attempts = _addresses[_at] is UnixDomainSocketEndPoint ? 2 : _addresses.Length;
        for (int tried = 0; tried < attempts; tried++)
        {
            if (_sender is null && !TryOpen())
            {
                return PathResult.Busy;
            }

            switch (SendOnce(packet))
            {
                case SocketError.Success:
                    return PathResult.Sent;
                case SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable:
                    return PathResult.Busy;
                case SocketError.MessageSize:
                    return PathResult.TooLarge;
                case SocketError.ConnectionRefused:
                    GoToNext();
                    break;
                default:
                    // No route, no such socket file any more: there is no way now, and the packet can wait.
                    Close();
                    _backoff.Fail();
                    return PathResult.Busy;
            }
        }

        return PathResult.Refused;
    }

    public void Dispose()
    {
        _disposed = true;
        Close();
    }

    private void Adopt(EndPoint[] addresses)
    {
        EndPoint? current = _sender is null ? null : _addresses[_at];
        _addresses = addresses;
        _at = current is null ? -1 : Array.IndexOf(addresses, current);
        if (_at < 0)
        {
            Close();
            _at = 0;
            _backoff.Succeed();
        }
    }

    private bool TryOpen()
    {
        if (_disposed)
        {
            return false;
        }

        _sender = DatagramSender.TryConnect(_addresses[_at], out SocketError error);
        if (_sender is not null)
        {
            Opened++;
            return true;
        }

        LastError = error;
        _at = (_at + 1) % _addresses.Length;
        _backoff.Fail();
        return false;
    }

    private SocketError SendOnce(ReadOnlySpan<byte> packet)
    {
        LinkResult sent = _sender!.TrySend(packet);
        if (sent.Error == SocketError.ConnectionRefused)
        {
            // The answer to an earlier packet; this one was not taken, and its own fate is open.
            LastError = sent.Error;
            sent = _sender.TrySend(packet);
        }

        SocketError error = sent.Error == SocketError.Success ? _sender.TakeError() : sent.Error;
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            LastError = error;
        }

        return error;
    }

    private void GoToNext()
    {
        if (_addresses.Length > 1 || _addresses[_at] is UnixDomainSocketEndPoint)
        {
            Close();
            _at = (_at + 1) % _addresses.Length;
        }

        _backoff.Succeed();
    }

    private void Close()
    {
        _sender?.Dispose();
        _sender = null;
    }
}
