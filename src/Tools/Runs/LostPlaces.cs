using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>Lost messages by the place where they were lost.</summary>
/// <param name="Socket">In the kernel's buffer of the receiving socket.</param>
/// <param name="Application">In the queue of the receiving process.</param>
/// <param name="Network">Before they came to the receiving socket.</param>
/// <param name="Unattributed">In one of these, and nobody can say where.</param>
/// <param name="Sender">In the queue of the sending process, where that drops: a ZeroMQ publisher.</param>
internal sealed record LostPlaces(double Socket, double Application, double Network, double Unattributed, double Sender)
{
    public static LostPlaces None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The names of the places, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["socket buffer", "application queue", "network", "place unknown", "sender's queue"];

    public IReadOnlyList<double> All => [Socket, Application, Network, Unattributed, Sender];

    public double Sum => Socket + Application + Network + Unattributed + Sender;

    public static LostPlaces operator +(LostPlaces a, LostPlaces b) =>
        new(a.Socket + b.Socket, a.Application + b.Application, a.Network + b.Network, a.Unattributed + b.Unattributed, a.Sender + b.Sender);

    /// <summary>What was lost since; what was found again counts as none.</summary>
    public LostPlaces Since(LostPlaces before) => new(
        Math.Max(0, Socket - before.Socket),
        Math.Max(0, Application - before.Application),
        Math.Max(0, Network - before.Network),
        Math.Max(0, Unattributed - before.Unattributed),
        Math.Max(0, Sender - before.Sender));

    public static LostPlaces Of(JsonElement counts) => new(
        counts.Number("socket") ?? 0,
        counts.Number("application") ?? 0,
        counts.Number("network") ?? 0,
        counts.Number("unattributed") ?? 0,
        counts.Number("sender") ?? 0);
}
