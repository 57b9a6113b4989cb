using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Tcp;

namespace Sockets.EndToEnd.Scale;

/// <summary>The ends of every leg about many connections, by the key in its order.</summary>
internal static class ScaleEnds
{
    public static IReadOnlyList<int> IdleCounts { get; } = [100, 1_000, 10_000];

    public static IReadOnlyList<int> BusyCounts { get; } = [1, 4, 16, 64];

    public static IReadOnlyList<int> SubscriberCounts { get; } = [1, 10, 100, 1_000];

    public static IReadOnlyDictionary<string, EndPair> All { get; } = Build();

    public static string Idle(int connections) => $"idle-{connections}";

    public static string IdleQuiet(int connections) => $"idle-quiet-{connections}";

    public static string Busy(int connections) => $"busy-{connections}";

    public static string Subscribers(int count) => $"subscribers-{count}";

    private static Dictionary<string, EndPair> Build()
    {
        Dictionary<string, EndPair> ends = new(StringComparer.Ordinal);
        foreach (int count in IdleCounts)
        {
            ends.Add(Idle(count), IdleEnds.Of(count, TimeSpan.FromSeconds(1)));
            ends.Add(IdleQuiet(count), IdleEnds.Of(count, TimeSpan.FromSeconds(30)));
        }

        foreach (int count in BusyCounts)
        {
            ends.Add(Busy(count), BusyEnds.Of(count));
        }

        foreach (int count in SubscriberCounts)
        {
            ends.Add(Subscribers(count), FanOut.AtFullRate(count));
        }

        return ends;
    }
}
