namespace Sockets.Transport.Tcp.Internal;

/// <summary>Puts together what the parts of a connection have counted.</summary>
internal static class StatsBuilder
{
    public static ConnectionStats Build(SendCounters sent, StreamPump pump) => new()
    {
        MessagesSubmitted = sent.Submitted,
        MessagesSent = sent.Sent,
        MessagesRefused = sent.Refused,
        DroppedNewest = sent.DroppedNewest,
        DroppedOldest = sent.DroppedOldest,
        Conflated = sent.Conflated,
        DroppedAtClose = sent.DroppedAtClose,
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
        WireBytesSent = pump.Outbox.BytesHandedOver,
        WireBytesReceived = pump.BytesReceived,
        SendCalls = pump.Outbox.SendCalls,
        ReceiveCalls = pump.ReceiveCalls,
    };
}
