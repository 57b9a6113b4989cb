using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>A socket, and what belongs to it when it becomes a stream.</summary>
/// <param name="Socket">Neither bound nor connected.</param>
/// <param name="Peers">Its monitor.</param>
/// <param name="Settings">Where and how.</param>
/// <param name="Plan">What is measured.</param>
/// <param name="Sink">Takes what arrives.</param>
internal sealed record ZmqStreamSetup(ZmqSocket Socket, ZmqPeers Peers, ChannelSettings Settings, TestPlan Plan, IDataSink Sink)
{
    /// <summary>The longest payload.</summary>
    public int LongestPayload => Plan.ZeroMq!.LongestPayload;

    /// <summary>Makes the socket, and the stream that goes with its kind.</summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="plan">What is measured.</param>
    /// <param name="sink">Takes what arrives.</param>
    public static ZmqStream Create(ChannelSettings settings, TestPlan plan, IDataSink sink)
    {
        ZmqPeers peers = new(settings);
        ZmqStreamSetup setup = new(ZmqSockets.Create(settings, peers.OnEvent), peers, settings, plan, sink);
        return setup.Socket switch
        {
            ZmqPush push => new ZmqPushStream(setup, push),
            ZmqPublisher publisher => new ZmqPublishStream(setup, publisher),
            ZmqSubscriber or ZmqPull => new ZmqTakeStream(setup, (ZmqReceivingSocket)setup.Socket),
            ZmqDuplexSocket duplex => new ZmqDuplexStream(setup, duplex),
            ZmqRouter router => new ZmqRouterStream(setup, router),
            ZmqRequester requester => new ZmqAskStream(setup, requester),
            ZmqReplier replier => new ZmqAnswerStream(setup, replier),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), setup.Socket.Type, "No plan has it."),
        };
    }
}
