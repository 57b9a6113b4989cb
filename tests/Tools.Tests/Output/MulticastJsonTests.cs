using System.Net;
using System.Reflection;
using System.Text.Json;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Output;

/// <summary>The JSON of a receiver and a sender of datagrams has everything that they count.</summary>
public sealed class MulticastJsonTests
{
    private static readonly MulticastFeedStats s_feed = new() { LocalEndPoint = new IPEndPoint(IPAddress.Loopback, 5000), KernelDrops = 7 };

    private static readonly MulticastCounts s_counts = new(
        new MulticastStats { DatagramsRead = 3, NumberedArrivals = 2, KernelDrops = 9, Feeds = [s_feed, s_feed with { KernelDrops = null }] },
        new MulticastDelays(0, default, default, null, null, null, default),
        OverflowPolicy.DropOldest);

    [Fact]
    public void Every_counter_of_a_receiver_is_there() => AssertHasAll(typeof(MulticastStats), Write(json => MulticastJson.Write(json, s_counts)));

    [Fact]
    public void Every_counter_of_a_feed_is_there()
    {
        JsonElement feeds = Write(json => MulticastJson.Write(json, s_counts)).GetProperty("feeds");

        Assert.Equal((7, JsonValueKind.Null), (feeds[0].GetProperty("kernel_drops").GetInt64(), feeds[1].GetProperty("kernel_drops").ValueKind));
        AssertHasAll(typeof(MulticastFeedStats), feeds[0], "LocalEndPoint");
    }

    [Fact]
    public void Every_counter_of_a_sender_is_there() =>
        AssertHasAll(typeof(MulticastSenderStats), Write(json => MulticastJson.Write(json, new MulticastSenderStats { DatagramsOffered = 2 })));

    [Fact]
    public void Every_identity_has_its_residual()
    {
        JsonElement receiver = Write(json => MulticastJson.Write(json, s_counts)).GetProperty("identities");
        JsonElement sender = Write(json => MulticastJson.Write(json, new MulticastSenderStats { DatagramsOffered = 2 })).GetProperty("identities");

        Assert.Equal(s_counts.Stats.Identities.Select(i => (i.Name, i.Residual)), Residuals(receiver));
        Assert.Contains(("I1", 1), Residuals(receiver));
        Assert.Contains(("I6", 2), Residuals(sender));
    }

    private static IEnumerable<(string, long)> Residuals(JsonElement identities) =>
        identities.EnumerateArray().Select(i => (i.GetProperty("name").GetString()!, i.GetProperty("residual").GetInt64()));

    /// <summary>Each property under its name in snake case; times and sizes with their unit behind it.</summary>
    private static void AssertHasAll(Type counters, JsonElement written, params string[] without)
    {
        HashSet<string> names = [.. written.EnumerateObject().Select(p => p.Name)];
        foreach (PropertyInfo property in counters.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !without.Contains(p.Name)))
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            Assert.True(names.Contains(name) || names.Contains(name + "_ns") || names.Contains(name + "_bytes"), $"{name} is missing.");
        }
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("multicast");
    }
}
