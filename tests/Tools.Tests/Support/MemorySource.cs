using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Tests.Support;

/// <summary>Gives the channels it was made with, one after the other, and then waits for ever.</summary>
internal sealed class MemorySource : IChannelSource
{
    private readonly Queue<MemoryChannel> _channels;

    public MemorySource(bool isListening, params IEnumerable<MemoryChannel> channels)
    {
        IsListening = isListening;
        _channels = new Queue<MemoryChannel>(channels);
    }

    public bool IsListening { get; }

    public string Endpoint => "memory://here";

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channels.Count == 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return _channels.Dequeue();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
