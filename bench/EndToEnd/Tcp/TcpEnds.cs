using Sockets.EndToEnd.Children;

namespace Sockets.EndToEnd.Tcp;

/// <summary>The ends of every TCP leg that runs in processes of this program, by the key in its order.</summary>
internal static class TcpEnds
{
    public const string BlockingPing = "blocking-ping";
    public const string AsyncPing = "async-ping";
    public const string ZmqPing = "zmq-ping";
    public const string BatchFlow = "batch-flow";
    public const string StreamFlow = "stream-flow";
    public const string ZmqFlow = "zmq-flow";

    public static IReadOnlyDictionary<string, EndPair> All { get; } = new Dictionary<string, EndPair>(StringComparer.Ordinal)
    {
        [BlockingPing] = Peers.BlockingPing.Ends,
        [AsyncPing] = Peers.AsyncPing.Ends,
        [ZmqPing] = Peers.ZmqPing.Ends,
        [BatchFlow] = Peers.BatchFlow.Ends,
        [StreamFlow] = Peers.StreamFlow.Ends,
        [ZmqFlow] = Peers.ZmqFlow.Ends,
    };
}
