using System.Net;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Support;

/// <summary>A link through which only so much arrives, and only so much at a time; then the stream ends.</summary>
internal sealed class BoundedLink : IStreamLink
{
    private readonly IStreamLink _link;
    private readonly int _atATime;
    private int _left;

    public BoundedLink(IStreamLink link, int bytes = int.MaxValue, int atATime = int.MaxValue)
    {
        _link = link;
        _left = bytes;
        _atATime = atATime;
    }

    public int Arrived { get; private set; }

    public EndPoint? LocalEndPoint => _link.LocalEndPoint;

    public EndPoint? RemoteEndPoint => _link.RemoteEndPoint;

    public bool HasUnread => _link.HasUnread;

    public bool WaitsInPlace => _link.WaitsInPlace;

    public bool Gathers => false;

    public ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second) => ReceiveAsync(first);

    public LinkResult TrySend(ReadOnlySpan<IoVector> pieces) => throw new NotSupportedException();

    public async ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer)
    {
        if (_left == 0)
        {
            return default;
        }

        LinkResult received = await _link.ReceiveAsync(buffer[..Math.Min(buffer.Length, Math.Min(_left, _atATime))]);
        _left -= received.Bytes;
        Arrived += received.Bytes;
        return received;
    }

    public LinkResult TrySend(ReadOnlySpan<byte> bytes) => _link.TrySend(bytes);

    public ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes) => _link.SendAsync(bytes);

    public void ShutdownSend() => _link.ShutdownSend();

    public void Abort() => _link.Abort();

    public void Dispose() => _link.Dispose();
}
