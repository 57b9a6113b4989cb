using System.Text.Json;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>What became of a session that may be cut, for programs.</summary>
internal static class ResumeJson
{
    /// <summary>Writes how often it was resumed, and each gap.</summary>
    public static void Write(Utf8JsonWriter json, ChannelStats stats)
    {
        json.WriteStartObject("resumed");
        json.WriteNumber("times", stats.Resumptions);
        json.WriteNumber("lost_messages", stats.LostInGaps);
        json.WriteNumber("missed_messages", stats.MissedInGaps);
        json.WriteStartArray("gaps");
        foreach (MessageGap gap in stats.Gaps ?? [])
        {
            json.WriteStartObject();
            json.WriteString("direction", gap.Sent ? "sent" : "received");
            json.WriteNumber("first", gap.First);
            if (gap.Last is { } last)
            {
                json.WriteNumber("last", last);
            }
            else
            {
                json.WriteNull("last");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
