using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>What a run has done so far. Written by the run alone, read by whoever reports.</summary>
internal sealed class RunCounters
{
    private long _messages;
    private long _bytes;
    private IMessageChannel? _channel;

    public long Messages => Volatile.Read(ref _messages);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The connection in use, for what only it can count.</summary>
    public IMessageChannel? Channel
    {
        get => Volatile.Read(ref _channel);
        set => Volatile.Write(ref _channel, value);
    }

    /// <summary>Counts one message. Only the run's own thread calls it.</summary>
    public void Add(int length)
    {
        Volatile.Write(ref _messages, _messages + 1);
        Volatile.Write(ref _bytes, _bytes + length);
    }
}
