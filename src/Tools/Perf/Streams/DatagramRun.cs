using System.Net;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.Streams;

/// <summary>
/// One side's datagram streams of a test. Receivers are open before the other side is told to send, so that what is missing at
/// the beginning is a loss. Stream i has port + i towards the server, and the ports behind those towards the client.
/// </summary>
internal sealed class DatagramRun : IDataRun
{
    private readonly TestPlan _plan;
    private readonly DatagramPlan _datagrams;
    private readonly Side _side;
    private readonly IPAddress _here;
    private readonly IPAddress _there;
    private readonly string _interface;
    private readonly Func<int, IDataSink> _sinks;
    private readonly List<MulticastReceiver> _receivers = [];
    private readonly List<DatagramStream> _streams = [];

    /// <summary>Opens the receivers.</summary>
    /// <param name="plan">What both sides agreed on.</param>
    /// <param name="side">Which side this is.</param>
    /// <param name="here">This side's address of the control connection.</param>
    /// <param name="there">The other side's.</param>
    /// <param name="networkInterface">The interface of groups; null for that of the control connection.</param>
    /// <param name="sinks">What takes the messages of each stream.</param>
    public DatagramRun(TestPlan plan, Side side, IPAddress here, IPAddress there, string? networkInterface, Func<int, IDataSink> sinks)
    {
        _plan = plan;
        _datagrams = plan.Datagrams!;
        _side = side;
        _here = here;
        _there = there;
        _interface = networkInterface ?? here.ToString();
        _sinks = sinks;
        try
        {
            for (int i = 0; i < plan.Streams && plan.Receives(side); i++)
            {
                _receivers.Add(MulticastReceiver.Start(ReceiverOptions(i)));
            }
        }
        catch
        {
            foreach (MulticastReceiver receiver in _receivers)
            {
                // Its end is not waited for: nobody uses it.
                _ = receiver.DisposeAsync().AsTask();
            }

            throw;
        }
    }

    public IReadOnlyList<int> Ports => [.. _receivers.Select(static receiver => receiver.LocalEndPoint.Port)];

    /// <summary>What to say when the kernel granted less than was asked for the receive buffer; null when it did not.</summary>
    public string? BufferNotice => NoticeOf(_receivers.Select(static receiver => receiver.BufferAdvice).FirstOrDefault());

    public ValueTask<IReadOnlyList<IDataStream>> OpenAsync(Ready ready, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _plan.Streams; i++)
        {
            MulticastSender? sender = null;
            string remote = _there.ToString();
            if (_plan.Sends(_side))
            {
                MulticastSenderOptions options = SenderOptions(i, ready);
                sender = MulticastSender.Start(options);
                remote = options.EndPoint.ToString();
                int fits = sender.MaxUnfragmentedLength;
                if (_plan.SizeBytes > fits)
                {
                    _ = sender.DisposeAsync().AsTask();
                    throw ToolException.Usage(
                        $"messages of {_plan.SizeBytes} bytes do not fit one datagram: {fits} do", "lower --size, or raise datagram= as far as the path allows");
                }
            }

            _streams.Add(new DatagramStream(
                sender, i < _receivers.Count ? _receivers[i] : null, remote, _sinks(i), _plan.ReaderPause, _plan.ReaderEvery));
        }

        return new ValueTask<IReadOnlyList<IDataStream>>(_streams);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DatagramStream stream in _streams)
        {
            await stream.DisposeAsync();
        }

        foreach (MulticastReceiver receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    /// <param name="advice">The command that would have got the buffer; null when it was granted.</param>
    public static string? NoticeOf(string? advice) =>
        advice is null ? null : $"the kernel granted less than was asked for the receive buffer; more with: {advice}";

    private MulticastReceiverOptions ReceiverOptions(int stream)
    {
        IPEndPoint endPoint = _datagrams.Group is { } group
            ? new IPEndPoint(IPAddress.Parse(group), PortOf(_side, stream))
            : new IPEndPoint(_here, _side == Side.Near || _datagrams.Port == 0 ? 0 : _datagrams.Port + stream);
        MulticastReceiverOptions options = new()
        {
            EndPoints = [endPoint],
            Interface = _datagrams.Group is null ? null : _interface,
            ExpectFrom = 1,
            MaxDatagramLength = Math.Max(64, _datagrams.DatagramBytes),
            ReceiveBufferBytes = _datagrams.ReceiveBufferBytes ?? MulticastReceiverOptions.DefaultReceiveBufferBytes,
            Queue = new MulticastQueueOptions
            {
                Overflow = Transport.OverflowPolicy.DropOldest,
                PayloadBytes = _datagrams.QueueBytesOf(_plan.Streams),
            },
        };
        return _datagrams.Reorder is { } reorder ? options with { ReorderWindow = reorder } : options;
    }

    private MulticastSenderOptions SenderOptions(int stream, Ready ready)
    {
        Side to = _side == Side.Near ? Side.Far : Side.Near;
        IPEndPoint endPoint = _datagrams.Group is { } group
            ? new IPEndPoint(IPAddress.Parse(group), PortOf(to, stream))
            : new IPEndPoint(_there, (to == Side.Far ? ready.Ports : _plan.ClientPorts)[stream]);
        return new MulticastSenderOptions
        {
            EndPoint = endPoint,
            Interface = _datagrams.Group is null ? null : _interface,
            Stream = stream,
            MaxDatagramLength = _datagrams.DatagramBytes,
            TimeToLive = _datagrams.TimeToLive,
            Dscp = _datagrams.Dscp,
            Trains = _datagrams.Trains ? MulticastTrains.WherePossible : MulticastTrains.Never,

            // A message of its own leaves at once; above so many a second only whole batches keep up.
            Sending = _plan.RateOfStream is { } rate && MessagesPerSecond(rate) <= 50_000 ? MulticastSending.Caller : MulticastSending.Thread,
        };
    }

    private double MessagesPerSecond(Endpoints.Units.Rate rate) =>
        rate.Unit == Endpoints.Units.RateUnit.Messages ? rate.PerSecond : rate.PerSecond / (8.0 * _plan.SizeBytes);

    /// <summary>The port of a group's stream to a side.</summary>
    private int PortOf(Side to, int stream) => _datagrams.Port + stream + (to == Side.Near ? _plan.Streams : 0);
}
