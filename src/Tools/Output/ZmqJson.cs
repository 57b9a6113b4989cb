using System.Text.Json;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Output;

/// <summary>What a ZeroMQ socket counted, for programs.</summary>
internal static class ZmqJson
{
    public static void Write(Utf8JsonWriter json, ZmqCounts counts)
    {
        ZmqSocketStats socket = counts.Socket;
        json.WriteStartObject("zeromq");
        json.WriteNumber("connects", socket.Connects);
        json.WriteNumber("handshake_failures", socket.HandshakeFailures);
        json.WriteNumber("silent_peers", socket.SilentPeers);
        json.WriteNumber("unmatched_messages", socket.Unmatched);
        json.WriteNumber("received_messages", socket.Traffic.Received);
        json.WriteNumber("delivered_messages", socket.Traffic.Delivered);
        json.WriteNumber("filtered_messages", socket.Traffic.Filtered);
        json.WriteNumber("unread_messages", socket.Traffic.Unread);
        json.WriteNumber("discarded_messages", socket.Traffic.Discarded);
        json.WriteEndObject();
    }
}
