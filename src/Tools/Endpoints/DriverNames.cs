using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>The drivers as the command line names them.</summary>
internal static class DriverNames
{
    /// <summary>The driver of who does not choose.</summary>
    public const string Default = "async";

    /// <summary>The driver of datagrams for who does not choose.</summary>
    public const string Thread = "thread";

    private static readonly (string Name, Driver Driver)[] s_drivers =
    [
        (Default, Driver.Async),
        (Thread, Driver.DedicatedThread),
        ("spin", Driver.BusyPoll),
    ];

    public static IReadOnlyList<string> All { get; } = [.. s_drivers.Select(d => d.Name)];

    public static string NameOf(Driver driver) => s_drivers.First(d => d.Driver == driver).Name;

    public static Driver Parse(string name) => s_drivers.First(d => d.Name == name).Driver;
}
