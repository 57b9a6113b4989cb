using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading.Channels;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>A request handler whose answers the test gives, when and in the order it likes. Every wait is bounded.</summary>
internal sealed class RequestBoard
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public RequestOptions Options => new() { Handler = HandleAsync };

    /// <summary>The next request whose handler runs.</summary>
    public Task<Call> NextAsync() => _calls.Reader.ReadAsync().WithinAsync();

    /// <summary>A request whose handler runs already, if there is one.</summary>
    public bool TryNext([NotNullWhen(true)] out Call? call) => _calls.Reader.TryRead(out call);

    private ValueTask<ReadOnlyMemory<byte>> HandleAsync(RequestContext request)
    {
        Call call = new(request);
        _calls.Writer.TryWrite(call);
        return new ValueTask<ReadOnlyMemory<byte>>(call.Answer.Task);
    }

    /// <summary>A handler that waits for its answer.</summary>
    public sealed class Call(RequestContext request)
    {
        public RequestContext Request { get; } = request;

        /// <summary>Taken while it runs, as a handler would.</summary>
        public CancellationToken Token { get; } = request.CancellationToken;

        public TimeSpan Remaining { get; } = request.Remaining;

        public string Text { get; } = Encoding.ASCII.GetString(request.Payload.Span);

        public TaskCompletionSource<ReadOnlyMemory<byte>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reply(string text) => Answer.SetResult(Encoding.ASCII.GetBytes(text));

        /// <summary>Completes when the handler has been told that nobody waits.</summary>
        public Task StoppedAsync()
        {
            TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Token.Register(() => stopped.SetResult());
            return stopped.Task.WithinAsync();
        }
    }
}
