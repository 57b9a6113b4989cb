using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf.Control;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Streams;

/// <summary>The client's data streams over sessions: each a connection of its own to where the control connection goes.</summary>
internal sealed class ClientSessions : IDataRun
{
    private readonly ChannelSettings _settings;
    private readonly Func<int, IDataSink> _sinks;
    private readonly int _count;
    private readonly List<MessageClient> _clients = [];

    /// <param name="settings">How to connect.</param>
    /// <param name="count">How many streams.</param>
    /// <param name="sinks">What takes the messages of each.</param>
    public ClientSessions(ChannelSettings settings, int count, Func<int, IDataSink> sinks)
    {
        _settings = settings;
        _count = count;
        _sinks = sinks;
    }

    public async ValueTask<IReadOnlyList<IDataStream>> OpenAsync(Ready ready, CancellationToken cancellationToken)
    {
        List<IDataStream> streams = [];
        MessageClientOptions options = NativeOptions.Client(_settings, static (_, _) => { });
        for (int i = 0; i < _count; i++)
        {
            MessageClient client = await MessageClient.ConnectAsync(options with { Handler = new SinkHandler(_sinks(i)) }, cancellationToken);
            _clients.Add(client);
            if (await client.SendAsync(ControlLine.Encode(new Attach(ready.Run, i)), cancellationToken) is not (SendStatus.Sent or SendStatus.Queued))
            {
                throw new SessionStream(client.Connection).Broken();
            }

            streams.Add(new SessionStream(client.Connection));
        }

        return streams;
    }

    /// <summary>Ends them in order, where they still stand.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (MessageClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
