using Sockets.Tools.Perf.Control;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Streams;

/// <summary>The server's data streams over sessions: those that came and named the test.</summary>
internal sealed class ServerSessions : IDataRun
{
    private readonly Lock _gate = new();
    private readonly SessionStream?[] _streams;
    private readonly Func<int, IDataSink> _sinks;
    private readonly Action _onGone;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<MessageConnection> _connections = [];

    /// <param name="count">How many streams.</param>
    /// <param name="sinks">What takes the messages of each.</param>
    /// <param name="onGone">Called when no more may come.</param>
    public ServerSessions(int count, Func<int, IDataSink> sinks, Action onGone)
    {
        _streams = new SessionStream?[count];
        _sinks = sinks;
        _onGone = onGone;
    }

    /// <summary>A connection says that it is a stream of this test.</summary>
    /// <returns>What takes its messages; null when there is no such stream, or it is there already.</returns>
    public SinkHandler? Attach(int stream, MessageConnection connection)
    {
        lock (_gate)
        {
            if (stream < 0 || stream >= _streams.Length || _streams[stream] is not null)
            {
                return null;
            }

            SessionStream attached = new(connection);
            _streams[stream] = attached;
            _connections.Add(connection);
            if (_connections.Count == _streams.Length)
            {
                _all.TrySetResult();
            }

            return new SinkHandler(_sinks(stream), _ => attached);
        }
    }

    public async ValueTask<IReadOnlyList<IDataStream>> OpenAsync(Ready ready, CancellationToken cancellationToken)
    {
        await _all.Task.WaitAsync(cancellationToken);
        return _streams!;
    }

    public async ValueTask DisposeAsync()
    {
        _onGone();
        foreach (MessageConnection connection in _connections)
        {
            // The client ends them; one that it left behind is of no use.
            await connection.DisposeAsync();
        }
    }
}
