using Sockets.EndToEnd.Children;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>The ends of every TCP leg that runs in processes of this program, by the key in its order.</summary>
internal static class TcpEnds
{
    public const string BlockingPing = "blocking-ping";
    public const string AsyncPing = "async-ping";
    public const string ZmqPing = "zmq-ping";
    public const string BatchFlow = "batch-flow";
    public const string StreamFlow = "stream-flow";
    public const string StreamFlowAwaited = "stream-flow-awaited";
    public const string ZmqFlow = "zmq-flow";

    public const string TlsFlowHandled = "tls-flow-handled";
    public const string TlsFlowAwaited = "tls-flow-awaited";
    public const string Lz4FlowHandled = "lz4-flow-handled";
    public const string Lz4FlowAwaited = "lz4-flow-awaited";
    public const string ResumeFlowHandled = "resume-flow-handled";

    public const string FanOutPaced = "fan-out-paced";
    public const string FanOutPacedOneStopped = "fan-out-paced-one-stopped";

    public static IReadOnlyDictionary<string, EndPair> All { get; } = Build();

    public static string NativePingHandled(Driver driver) => $"native-ping-handled-{driver}";

    public static string NativePingPulled(Driver driver) => $"native-ping-pulled-{driver}";

    public static string FramedPingHandled(Driver driver) => $"framed-ping-handled-{driver}";

    public static string NativeFlowHandled(Driver driver) => $"native-flow-handled-{driver}";

    public static string NativeFlowPulled(Driver driver) => $"native-flow-pulled-{driver}";

    public static string NativeFlowAwaited(Driver driver) => $"native-flow-awaited-{driver}";

    public static string TlsPingHandled(Driver driver) => $"tls-ping-handled-{driver}";

    public static string FramedFlowHandled(Driver driver) => $"framed-flow-handled-{driver}";

    private static Dictionary<string, EndPair> Build()
    {
        Dictionary<string, EndPair> ends = new(StringComparer.Ordinal)
        {
            [BlockingPing] = Peers.BlockingPing.Ends,
            [AsyncPing] = Peers.AsyncPing.Ends,
            [ZmqPing] = Peers.ZmqPing.Ends,
            [BatchFlow] = Peers.BatchFlow.Ends,
            [StreamFlow] = Peers.StreamFlow.Blocking,
            [StreamFlowAwaited] = Peers.StreamFlow.Awaited,
            [ZmqFlow] = Peers.ZmqFlow.Ends,
            [TlsFlowHandled] = NativeFlow.Handled(Driver.Async, Wire.Tls),
            [TlsFlowAwaited] = NativeFlow.Awaited(Driver.Async, Wire.Tls),
            [Lz4FlowHandled] = NativeFlow.Handled(Driver.Async, Wire.Lz4),
            [Lz4FlowAwaited] = NativeFlow.Awaited(Driver.Async, Wire.Lz4),
            [FanOutPaced] = FanOut.Paced(subscribers: 99, stopped: 0),
            [FanOutPacedOneStopped] = FanOut.Paced(subscribers: 99, stopped: 1),
            [ResumeFlowHandled] = NativeFlow.Handled(Driver.Async, Wire.Resume),
        };
        foreach (Driver driver in Enum.GetValues<Driver>())
        {
            ends.Add(NativePingHandled(driver), NativePing.Handled(driver));
            ends.Add(TlsPingHandled(driver), NativePing.Handled(driver, Wire.Tls));
            ends.Add(NativePingPulled(driver), NativePing.Pulled(driver));
            ends.Add(FramedPingHandled(driver), FramedPing.Handled(driver));
            ends.Add(NativeFlowHandled(driver), NativeFlow.Handled(driver));
            ends.Add(NativeFlowPulled(driver), NativeFlow.Pulled(driver));
            ends.Add(NativeFlowAwaited(driver), NativeFlow.Awaited(driver));
            ends.Add(FramedFlowHandled(driver), FramedFlow.Handled(driver));
        }

        return ends;
    }
}
