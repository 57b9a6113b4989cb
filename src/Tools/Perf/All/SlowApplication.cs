using Sockets.Tools.Endpoints.Units;


namespace Sockets.Tools.Perf.All;

/// <summary>What an application that cannot keep up looks like: it takes messages and sleeps in between.</summary>
internal static class SlowApplication
{
    /// <summary>How slow it is: never more than 20,000 messages a second.</summary>
    public static readonly SlowReader Pace = new(TimeSpan.FromMilliseconds(5), 100);
}
