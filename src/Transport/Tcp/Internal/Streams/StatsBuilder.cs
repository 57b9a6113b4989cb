using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>Puts together what the parts of a connection have counted.</summary>
internal static class StatsBuilder
{
    public static ConnectionStats Build(SendCounters sent, WireCounters wire) => new()
    {
        MessagesSubmitted = sent.Submitted,
        MessagesSent = sent.Sent,
        MessagesRefused = sent.Refused,
        DroppedNewest = sent.DroppedNewest,
        DroppedOldest = sent.DroppedOldest,
        Conflated = sent.Conflated,
        DroppedAtClose = sent.DroppedAtClose,
        LostInGaps = sent.LostInGaps,
        MessagesPending = sent.Pending,
        BytesPending = sent.PendingBytes,
        BytesSent = sent.BytesCommitted,
        CompressedMessages = sent.CompressedMessages,
        BytesBeforeCompression = sent.BytesBeforeCompression,
        BytesAfterCompression = sent.BytesAfterCompression,
        Stalls = sent.Stalls,
        StalledTime = sent.StalledTime,
        IsStalled = sent.IsStalled,
        CreditBytes = sent.CreditBytes,
        CreditMessages = sent.CreditMessages,
        WireBytesSent = wire.BytesSent,
        WireBytesReceived = wire.BytesReceived,
        SendCalls = wire.SendCalls,
        ReceiveCalls = wire.ReceiveCalls,
    };
}
