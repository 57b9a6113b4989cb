using System.Text.Json;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>The receivers of one sender, for programs.</summary>
internal static class ReceiverJson
{
    /// <summary>Writes the array, where there are receivers.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ReceiverSample> receivers)
    {
        if (receivers.Count == 0)
        {
            return;
        }

        json.WriteStartArray("receivers");
        foreach (ReceiverSample receiver in receivers)
        {
            json.WriteStartObject();
            json.WriteString("remote", receiver.Peer);
            json.WriteString("state", ReceiverText.NameOf(receiver.State));
            json.WriteNumber("submitted_messages", receiver.Stats.Submitted);
            json.WriteNumber("sent_messages", receiver.Stats.Sent);
            json.WriteNumber("queued_messages", receiver.Stats.Pending);
            WriteLost(json, receiver.Stats);
            if (receiver.Stats.Gaps is not null)
            {
                ResumeJson.Write(json, receiver.Stats);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What was lost, by cause.</summary>
    public static void WriteLost(Utf8JsonWriter json, ChannelStats stats)
    {
        json.WriteStartObject("lost");
        json.WriteNumber("messages", stats.Lost);
        json.WriteNumber("dropped_newest", stats.DroppedNewest);
        json.WriteNumber("dropped_oldest", stats.DroppedOldest);
        json.WriteNumber("conflated", stats.Conflated);
        json.WriteNumber("refused", stats.Refused);
        json.WriteNumber("at_close", stats.DroppedAtClose);
        json.WriteNumber("in_cuts", stats.LostInGaps);
        json.WriteEndObject();
    }
}
