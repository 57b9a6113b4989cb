using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>What was lost in one direction of a test.</summary>
/// <param name="Direction">To the server, or from it.</param>
/// <param name="Sent">Packets that were sent.</param>
/// <param name="Places">Those that did not come to the application.</param>
/// <param name="Bursts">How many runs of successive lost packets had 1 packet, 2, 3 to 4, 5 to 8, and so on.</param>
/// <param name="LongestBurst">The longest of these runs.</param>
internal sealed record SavedLoss(string Direction, double Sent, LostPlaces Places, IReadOnlyList<double> Bursts, double LongestBurst)
{
    public static SavedLoss? Of(string direction, JsonElement? loss) => loss is not { } found ? null : new SavedLoss(
        direction,
        found.Number("sent") ?? 0,
        new LostPlaces(
            found.Number("lost_in_socket") ?? 0,
            found.Number("lost_in_application") ?? 0,
            found.Number("lost_in_network") ?? 0,
            found.Number("lost_unattributed") ?? 0,
            found.Number("lost_at_sender") ?? 0),
        [.. found.Items("burst_lengths").Where(static n => n.ValueKind == JsonValueKind.Number).Select(static n => n.GetDouble())],
        found.Number("longest_burst") ?? 0);
}
