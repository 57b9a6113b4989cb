using System.Threading.Tasks.Sources;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Support;

/// <summary>One direction's waiting; who waits is guarded by the gate of its <see cref="TestLink"/>.</summary>
internal sealed class TestLinkWait : IValueTaskSource<LinkResult>
{
    private ManualResetValueTaskSourceCore<LinkResult> _source;

    public TestLinkWait(bool continuesElsewhere) => _source.RunContinuationsAsynchronously = continuesElsewhere;

    public bool IsPending { get; private set; }

    public ValueTask<LinkResult> Begin()
    {
        IsPending = true;
        _source.Reset();
        return new ValueTask<LinkResult>(this, _source.Version);
    }

    public void Claim() => IsPending = false;

    public void End(LinkResult result) => _source.SetResult(result);

    public LinkResult GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
