using System.Net;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>
/// One side's ZeroMQ sockets of a test, one for each stream. The server binds them before the client is told to begin; the
/// client connects, and waits for subscriptions where it publishes, so that nothing is lost at the beginning.
/// </summary>
internal sealed class ZmqRun : IDataRun
{
    private readonly TestPlan _plan;
    private readonly Side _side;
    private readonly ChannelSettings _settings;
    private readonly IPAddress? _host;
    private readonly Func<int, IDataSink> _sinks;
    private readonly List<ZmqStream> _streams = [];
    private readonly List<int> _ports = [];

    /// <summary>Binds the server's sockets.</summary>
    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    /// <param name="settings">This side's keys, patience, and who is told.</param>
    /// <param name="host">The server's address; null with files.</param>
    /// <param name="sinks">What takes the messages of each stream.</param>
    public ZmqRun(TestPlan plan, Side side, ChannelSettings settings, IPAddress? host, Func<int, IDataSink> sinks)
    {
        _plan = plan;
        _side = side;
        _settings = settings;
        _host = host;
        _sinks = sinks;
        try
        {
            for (int i = 0; i < plan.Streams && side == Side.Far; i++)
            {
                ZmqStream stream = Add(i, plan.ZeroMq!.Port == 0 ? 0 : plan.ZeroMq.Port + i);
                int port = stream.Bind();
                if (plan.ZeroMq.Path is null)
                {
                    _ports.Add(port);
                }
            }
        }
        catch
        {
            // Its end is not waited for: nobody uses it.
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    public IReadOnlyList<int> Ports => _ports;

    /// <summary>The streams: the server's from the beginning, the client's once they are opened.</summary>
    public IReadOnlyList<ZmqStream> Streams => _streams;

    public async ValueTask<IReadOnlyList<IDataStream>> OpenAsync(Ready ready, CancellationToken cancellationToken)
    {
        if (_side == Side.Near)
        {
            Connect(ready);
        }

        foreach (ZmqStream stream in _streams)
        {
            await stream.OpenAsync(cancellationToken);
        }

        return _streams;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ZmqStream stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }

    private void Connect(Ready ready)
    {
        bool hasPorts = _plan.ZeroMq!.Path is null;
        if (hasPorts && ready.Ports.Count != _plan.Streams)
        {
            throw new ToolException(ExitCode.ProtocolError, $"the server names {ready.Ports.Count} ports for {_plan.Streams} sockets", "use the same sockets on both sides");
        }

        for (int i = 0; i < _plan.Streams; i++)
        {
            Add(i, hasPorts ? ready.Ports[i] : 0).Connect();
        }
    }

    private ZmqStream Add(int stream, int port)
    {
        ZmqStream added = ZmqStreamSetup.Create(SettingsOf(_plan.ZeroMq!.AddressOf(stream, _host, port)), _plan, _sinks(stream));
        _streams.Add(added);
        return added;
    }

    private ChannelSettings SettingsOf(string address)
    {
        ZmqPlan plan = _plan.ZeroMq!;
        ZmqRole role = plan.RoleOf(_side);
        ZmqSettings zmq = new()
        {
            Role = role,
            Address = address,
            HighWaterMark = plan.HighWaterMark,
            Queue = plan.QueueBytes,
            MaxMessage = plan.MaxMessageBytes,
            RoutingId = role.HasRoutingId && _side == Side.Far ? ZmqRouterStream.PeerName : [],
        };
        return _settings with
        {
            Endpoint = new EndpointUri { Text = $"{zmq.Protocol}@{address}", Scheme = Scheme.Zmq, Path = plan.Path ?? "", Zmq = zmq },
            Listen = _side == Side.Far,
            Purpose = _plan.Sends(_side) ? Purpose.Send : Purpose.Receive,
            Policy = plan.Overflow,
        };
    }
}
