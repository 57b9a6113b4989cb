using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Peers;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>The ends of every ZeroMQ leg, by the key in its order. The first name listens, which is who receives or answers.</summary>
internal static class ZeroMqEnds
{
    public const string ZmqPublish = "zeromq-publish-zmq-zmq";
    public const string OurPublish = "zeromq-publish-ours-ours";
    public const string PublishFromZmq = "zeromq-publish-ours-zmq";
    public const string PublishToZmq = "zeromq-publish-zmq-ours";
    public const string OurPush = "zeromq-push-ours-ours";
    public const string PushFromZmq = "zeromq-push-ours-zmq";
    public const string PushToZmq = "zeromq-push-zmq-ours";
    public const string ZmqCurve = "zeromq-curve-zmq-zmq";
    public const string OurCurve = "zeromq-curve-ours-ours";
    public const string CurveFromZmq = "zeromq-curve-ours-zmq";
    public const string CurveToZmq = "zeromq-curve-zmq-ours";
    public const string OurRequest = "zeromq-request-ours-ours";
    public const string OurFan1 = "zeromq-fan-1-ours";
    public const string OurFan9 = "zeromq-fan-9-ours";
    public const string OurFan9Stopped = "zeromq-fan-9-stopped-ours";
    public const string ZmqFan1 = "zeromq-fan-1-zmq";
    public const string ZmqFan9 = "zeromq-fan-9-zmq";
    public const string ZmqFan9Stopped = "zeromq-fan-9-stopped-zmq";

    public static IReadOnlyDictionary<string, EndPair> All { get; } = new Dictionary<string, EndPair>(StringComparer.Ordinal)
    {
        [ZmqPublish] = new EndPair(ZmqPublishFlow.Listen, ZmqPublishFlow.Connect),
        [OurPublish] = new EndPair(PublishFlow.ListenAsync, PublishFlow.ConnectAsync),
        [PublishFromZmq] = new EndPair(PublishFlow.ListenAsync, ZmqPublishFlow.Connect),
        [PublishToZmq] = new EndPair(ZmqPublishFlow.Listen, PublishFlow.ConnectAsync),
        [OurPush] = new EndPair(PushFlow.ListenAsync, PushFlow.ConnectAsync),
        [PushFromZmq] = new EndPair(PushFlow.ListenAsync, ZmqFlow.Ends.Connect),
        [PushToZmq] = new EndPair(ZmqFlow.Ends.Listen, PushFlow.ConnectAsync),
        [ZmqCurve] = CurveFlow.Zmq,
        [OurCurve] = CurveFlow.Ours,
        [CurveFromZmq] = new EndPair(CurveFlow.Ours.Listen, CurveFlow.Zmq.Connect),
        [CurveToZmq] = new EndPair(CurveFlow.Zmq.Listen, CurveFlow.Ours.Connect),
        [OurRequest] = new EndPair(RequestPing.ListenAsync, RequestPing.ConnectAsync),
        [OurFan1] = PublishFan.Ours(subscribers: 1, stopped: 0),
        [OurFan9] = PublishFan.Ours(subscribers: 9, stopped: 0),
        [OurFan9Stopped] = PublishFan.Ours(subscribers: 9, stopped: 1),
        [ZmqFan1] = PublishFan.Zmq(subscribers: 1, stopped: 0),
        [ZmqFan9] = PublishFan.Zmq(subscribers: 9, stopped: 0),
        [ZmqFan9Stopped] = PublishFan.Zmq(subscribers: 9, stopped: 1),
    };
}
