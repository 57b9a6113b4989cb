using System.Diagnostics;
using Sockets.Transport.Flow;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>What a lane counts. Everything is guarded by the outbox's gate.</content>
internal sealed partial class SendLane
{
    /// <summary>What was counted so far. Gate held.</summary>
    public SendCounters Count()
    {
        OverflowCounters queue = _queue?.Counters ?? default;
        BroadcastCounters lines = CountLines();

        // What is sent again was sent before: it counts once, and never as waiting.
        long onWire = Math.Max(_mostOnWire, (long)_outbox.MessagesOnWire);
        bool closed = _refusal == SendStatus.Closed;
        long unsent = _committed - onWire;
        return new SendCounters
        {
            Submitted = _submitted + lines.Submitted,
            Sent = onWire - _lost,
            LostInGaps = _lost,
            BytesCommitted = _committedBytes,
            CompressedMessages = _compressed,
            BytesBeforeCompression = _bytesBefore,
            BytesAfterCompression = _bytesAfter,
            Refused = _refused + lines.Refused,
            DroppedNewest = queue.DroppedNewest + lines.DroppedNewest,
            DroppedOldest = queue.DroppedOldest + lines.DroppedOldest,
            Conflated = queue.Conflated + lines.Conflated,
            DroppedAtClose = _failedAtClose + queue.Cleared + lines.DroppedOnLeave + (closed ? unsent : 0),
            Pending = lines.Pending + _waiters.Count + (_queue?.Count ?? 0) + (closed ? 0 : unsent),
            PendingBytes = lines.PendingBytes + (_queue?.Bytes ?? 0) + _outbox.Pending,
            Stalls = _stalls,
            StalledTime = Stopwatch.GetElapsedTime(0, _stalledTicks + (_stalledAt == 0 ? 0 : Stopwatch.GetTimestamp() - _stalledAt)),
            IsStalled = _stalledAt != 0,
            CreditBytes = _credit?.AvailableBytes ?? 0,
            CreditMessages = _credit?.AvailableMessages ?? 0,
        };
    }

    private void NoteStall()
    {
        if (_stalledAt == 0)
        {
            _stalledAt = Stopwatch.GetTimestamp();
            _stalls++;
        }
    }

    private void NoteFlow()
    {
        if (_stalledAt != 0)
        {
            _stalledTicks += Stopwatch.GetTimestamp() - _stalledAt;
            _stalledAt = 0;
        }
    }
}
