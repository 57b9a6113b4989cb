using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Sockets.Transport.Links;

/// <summary>
/// One direction of a socket's asynchronous calls: allocated once, awaited many times, and an error is a value.
/// Whoever awaits goes on directly on the thread that completed the call.
/// </summary>
internal sealed class SocketAwaitable : SocketAsyncEventArgs, IValueTaskSource<LinkResult>
{
    private ManualResetValueTaskSourceCore<LinkResult> _source;

    public SocketAwaitable()
        : base(unsafeSuppressExecutionContextFlow: true)
    {
    }

    public ValueTask<LinkResult> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        SetBuffer(buffer);
        _source.Reset();
        return socket.ReceiveAsync(this) ? new ValueTask<LinkResult>(this, _source.Version) : new ValueTask<LinkResult>(Outcome());
    }

    public ValueTask<LinkResult> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        SetBuffer(System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes));
        _source.Reset();
        return socket.SendAsync(this) ? new ValueTask<LinkResult>(this, _source.Version) : new ValueTask<LinkResult>(Outcome());
    }

    public LinkResult GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(Outcome());

    private LinkResult Outcome() => new(SocketError == SocketError.Success ? BytesTransferred : 0, SocketError);
}
