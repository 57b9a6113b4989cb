using System.Text.Json;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Output;

/// <summary>Every counter of a receiver or sender of datagrams, and the residual of each identity.</summary>
internal static class MulticastJson
{
    public static void Write(Utf8JsonWriter json, MulticastCounts counts)
    {
        MulticastStats stats = counts.Stats;
        json.WriteStartObject("multicast");
        foreach ((string name, long value) in Counters(stats))
        {
            json.WriteNumber(name, value);
        }

        WriteDrops(json, stats.KernelDrops);
        json.WriteStartArray("loss_period_lengths");
        foreach (long periods in stats.LossPeriodLengths)
        {
            json.WriteNumberValue(periods);
        }

        json.WriteEndArray();
        json.WriteNumber("jitter_ns", ReportJson.Nanoseconds(stats.Jitter));
        json.WriteNumber("mean_jitter_ns", ReportJson.Nanoseconds(stats.MeanJitter));
        json.WriteNumber("max_jitter_ns", ReportJson.Nanoseconds(stats.MaxJitter));
        json.WriteNumber("longest_away_ns", ReportJson.Nanoseconds(stats.LongestAway));
        WriteFeeds(json, stats.Feeds);
        WriteDelays(json, counts.Delays);
        WriteIdentities(json, stats.Identities);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, MulticastSenderStats stats)
    {
        json.WriteStartObject("multicast");
        json.WriteNumber("messages_offered", stats.MessagesOffered);
        json.WriteNumber("messages_accepted", stats.MessagesAccepted);
        json.WriteNumber("messages_refused", stats.MessagesRefused);
        json.WriteNumber("messages_dropped", stats.MessagesDropped);
        json.WriteNumber("messages_waiting", stats.MessagesWaiting);
        json.WriteNumber("payload_bytes_accepted", stats.PayloadBytesAccepted);
        json.WriteNumber("datagrams_offered", stats.DatagramsOffered);
        json.WriteNumber("datagrams_sent", stats.DatagramsSent);
        json.WriteNumber("datagrams_failed", stats.DatagramsFailed);
        json.WriteNumber("datagrams_discarded", stats.DatagramsDiscarded);
        json.WriteNumber("datagrams_queued", stats.DatagramsQueued);
        json.WriteNumber("bytes_sent", stats.BytesSent);
        json.WriteNumber("control_sent", stats.ControlSent);
        json.WriteNumber("control_missed", stats.ControlMissed);
        json.WriteNumber("parity_sent", stats.ParitySent);
        json.WriteNumber("parity_missed", stats.ParityMissed);
        json.WriteNumber("requests_received", stats.RequestsReceived);
        json.WriteNumber("requests_refused", stats.RequestsRefused);
        json.WriteNumber("repairs_requested", stats.RepairsRequested);
        json.WriteNumber("repairs_sent", stats.RepairsSent);
        json.WriteNumber("repairs_gone", stats.RepairsGone);
        json.WriteNumber("repairs_too_soon", stats.RepairsTooSoon);
        json.WriteNumber("repairs_held_back", stats.RepairsHeldBack);
        json.WriteNumber("second_sent", stats.SecondSent);
        json.WriteNumber("second_missed", stats.SecondMissed);
        json.WriteNumber("send_calls", stats.SendCalls);
        json.WriteNumber("buffer_full", stats.BufferFull);
        json.WriteNumber("queue_full", stats.QueueFull);
        json.WriteNumber("trains_refused", stats.TrainsRefused);
        json.WriteNumber("schedule_skips", stats.ScheduleSkips);
        json.WriteNumber("max_lateness_ns", ReportJson.Nanoseconds(stats.MaxLateness));
        WriteIdentities(json, stats.Identities);
        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, long Value)> Counters(MulticastStats stats) =>
    [
        ("datagrams_read", stats.DatagramsRead),
        ("bytes_read", stats.BytesRead),
        ("receive_calls", stats.ReceiveCalls),
        ("recorded", stats.Recorded),
        ("not_recorded", stats.NotRecorded),
        ("truncated", stats.Truncated),
        ("phantoms", stats.Phantoms),
        ("malformed", stats.Malformed),
        ("unauthentic", stats.Unauthentic),
        ("unwanted", stats.Unwanted),
        ("foreign_epoch", stats.ForeignEpoch),
        ("doubtful", stats.Doubtful),
        ("control", stats.Control),
        ("parity", stats.Parity),
        ("unnumbered", stats.Unnumbered),
        ("numbered_arrivals", stats.NumberedArrivals),
        ("expected", stats.Expected),
        ("unique", stats.Unique),
        ("first_copies", stats.FirstCopies),
        ("repaired", stats.Repaired),
        ("repaired_on_request", stats.RepairedOnRequest),
        ("repairs_failed", stats.RepairsFailed),
        ("requests_sent", stats.RequestsSent),
        ("numbers_requested", stats.NumbersRequested),
        ("duplicates", stats.Duplicates),
        ("too_old", stats.TooOld),
        ("pending", stats.Pending),
        ("lost", stats.Lost),
        ("declared_lost", stats.DeclaredLost),
        ("late", stats.Late),
        ("reordered", stats.Reordered),
        ("max_reorder_extent", stats.MaxReorderExtent),
        ("loss_periods", stats.LossPeriods),
        ("longest_loss_period", stats.LongestLossPeriod),
        ("lost_socket", stats.LostSocket),
        ("lost_upstream", stats.LostUpstream),
        ("lost_unattributed", stats.LostUnattributed),
        ("delivered", stats.Delivered),
        ("dropped", stats.Dropped),
        ("dropped_newest", stats.DroppedNewest),
        ("dropped_oldest", stats.DroppedOldest),
        ("dropped_deadline", stats.DroppedDeadline),
        ("dropped_frames", stats.DroppedFrames),
        ("dropped_wait_key", stats.DroppedWaitKey),
        ("conflated", stats.Conflated),
        ("dropped_too_large", stats.DroppedTooLarge),
        ("dropped_at_close", stats.DroppedAtClose),
        ("queued", stats.Queued),
        ("queued_bytes", stats.QueuedBytes),
        ("assembling", stats.Assembling),
        ("fragments_discarded", stats.FragmentsDiscarded),
        ("messages_delivered", stats.MessagesDelivered),
        ("messages_incomplete", stats.MessagesIncomplete),
        ("sources_heard", stats.SourcesHeard),
        ("sources_open", stats.SourcesOpen),
        ("sources_started", stats.SourcesStarted),
        ("restarts", stats.Restarts),
        ("sources_silent", stats.SourcesSilent),
        ("sources_ended", stats.SourcesEnded),
        ("receive_buffer_asked_bytes", stats.ReceiveBufferAsked),
        ("receive_buffer_granted_bytes", stats.ReceiveBufferGranted),
    ];

    private static void WriteFeeds(Utf8JsonWriter json, IReadOnlyList<MulticastFeedStats> feeds)
    {
        json.WriteStartArray("feeds");
        foreach (MulticastFeedStats feed in feeds)
        {
            json.WriteStartObject();
            json.WriteString("endpoint", feed.LocalEndPoint.ToString());
            json.WriteNumber("datagrams_read", feed.DatagramsRead);
            json.WriteNumber("arrivals", feed.Arrivals);
            json.WriteNumber("won", feed.Won);
            json.WriteNumber("lost", feed.Lost);
            json.WriteNumber("lost_socket", feed.LostSocket);
            json.WriteNumber("lost_upstream", feed.LostUpstream);
            json.WriteNumber("lost_unattributed", feed.LostUnattributed);
            WriteDrops(json, feed.KernelDrops);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What the kernel dropped; null where it does not say.</summary>
    private static void WriteDrops(Utf8JsonWriter json, long? drops)
    {
        if (drops is { } known)
        {
            json.WriteNumber("kernel_drops", known);
        }
        else
        {
            json.WriteNull("kernel_drops");
        }
    }

    private static void WriteDelays(Utf8JsonWriter json, MulticastDelays delays)
    {
        json.WriteStartObject("one_way_delay");
        json.WriteNumber("count", delays.Count);
        json.WriteNumber("min_ns", ReportJson.Nanoseconds(delays.Min));
        json.WriteNumber("p50_ns", ReportJson.Nanoseconds(delays.P50));
        ReportJson.WriteNanoseconds(json, "p90_ns", delays.P90);
        ReportJson.WriteNanoseconds(json, "p99_ns", delays.P99);
        ReportJson.WriteNanoseconds(json, "p999_ns", delays.P999);
        json.WriteNumber("max_ns", ReportJson.Nanoseconds(delays.Max));
        json.WriteEndObject();
    }

    private static void WriteIdentities(Utf8JsonWriter json, IReadOnlyList<MulticastIdentity> identities)
    {
        json.WriteStartArray("identities");
        foreach (MulticastIdentity identity in identities)
        {
            json.WriteStartObject();
            json.WriteString("name", identity.Name);
            json.WriteString("text", identity.Text);
            json.WriteNumber("whole", identity.Whole);
            json.WriteNumber("parts", identity.Parts);
            json.WriteNumber("residual", identity.Residual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
