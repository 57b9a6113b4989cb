
namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>What went through the kernel, headers and control frames included.</summary>
internal readonly record struct WireCounters(long BytesSent, long BytesReceived, long SendCalls, long ReceiveCalls)
{
    public static WireCounters Of(StreamPump pump) =>
        new(pump.Outbox.BytesHandedOver, pump.BytesReceived, pump.Outbox.SendCalls, pump.ReceiveCalls);

    /// <summary>Those of one connection behind those of the ones before it.</summary>
    public WireCounters Plus(WireCounters next) => new(
        BytesSent + next.BytesSent, BytesReceived + next.BytesReceived, SendCalls + next.SendCalls, ReceiveCalls + next.ReceiveCalls);
}
