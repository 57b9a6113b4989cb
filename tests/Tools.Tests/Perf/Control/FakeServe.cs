using System.Net;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf;
using Sockets.Tools.Perf.Control;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.Control;

/// <summary>A server that measures nothing: it says what a test wants, and may break its data streams.</summary>
internal sealed class FakeServe : IMessageHandler, IAsyncDisposable
{
    private readonly MessageServer _server;
    private readonly Result _result;
    private readonly bool _breaks;
    private readonly Func<long>? _wallNs;
    private MessageConnection? _data;

    /// <param name="result">What it says it has seen.</param>
    /// <param name="breaks">Whether it breaks the data stream off when the test has begun.</param>
    /// <param name="wallNs">Its wall clock, that of another host; null for one of this host.</param>
    public FakeServe(Result result, bool breaks = false, Func<long>? wallNs = null)
    {
        _result = result;
        _breaks = breaks;
        _wallNs = wallNs;
        _server = MessageServer.Start(new MessageServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Handler = this });
    }

    public ChannelSettings Settings => RunningServe.Settings($"tcp://{_server.LocalEndPoint}");

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        if (connection.Tag is not null)
        {
            return;
        }

        switch (ControlLine.Parse(payload))
        {
            case Hello:
                Say(connection, new Welcome(ControlMessage.Version, "fake", PerfHost.Read(), "async", _wallNs is null ? ClockName.OfThisHost : "another"));
                break;
            case Proposal:
                Say(connection, new Ready("run", []));
                break;
            case Attach:
                connection.Tag = _data = connection;
                break;
            case Start:
                Say(connection, new Started());
                if (_breaks)
                {
                    _data!.Abort();
                }

                break;
            case Stop:
                Say(connection, _result);
                break;
            case ClockProbe:
                Say(connection, new ClockAnswer(0, _wallNs!()));
                break;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Say(MessageConnection connection, ControlMessage message) =>
        Assert.Equal(SendStatus.Sent, connection.TrySend(ControlLine.Encode(message)));
}
