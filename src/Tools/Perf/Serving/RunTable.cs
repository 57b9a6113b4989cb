using System.Collections.Concurrent;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Serving;

/// <summary>The tests that wait for data streams, by the name that each stream has to show.</summary>
internal sealed class RunTable
{
    private readonly ConcurrentDictionary<string, ServerSessions> _runs = new();

    /// <summary>A test that waits for streams, until it is disposed.</summary>
    /// <param name="run">Its name; nobody can guess it.</param>
    /// <param name="count">How many streams.</param>
    /// <param name="sinks">What takes the messages of each.</param>
    public ServerSessions Open(string run, int count, Func<int, IDataSink> sinks)
    {
        ServerSessions sessions = new(count, sinks, () => _runs.TryRemove(run, out _));
        _runs[run] = sessions;
        return sessions;
    }

    /// <summary>A connection has shown a name.</summary>
    /// <returns>What takes its messages; null when nobody waits for it.</returns>
    public SinkHandler? Attach(Attach attach, MessageConnection connection) =>
        _runs.TryGetValue(attach.Run, out ServerSessions? sessions) ? sessions.Attach(attach.Stream, connection) : null;
}
