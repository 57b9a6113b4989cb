using System.Globalization;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>The receivers of one sender, for people.</summary>
internal static class ReceiverText
{
    /// <summary>Rows of the table that is redrawn in place: with its heading, the line above it and one for the rest, twelve.</summary>
    public const int MostRows = 9;

    private const int PeerColumns = 30;

    /// <summary>The table that is redrawn in place; nothing where there are no receivers.</summary>
    /// <param name="receivers">In the order in which they joined.</param>
    /// <param name="width">Columns of the terminal. The last one stays empty: writing into it wraps on some.</param>
    public static IEnumerable<string> Table(IReadOnlyList<ReceiverSample> receivers, int width)
    {
        if (receivers.Count == 0)
        {
            return [];
        }

        // When there is no place for all, those in trouble come first and those that have gone last.
        IEnumerable<ReceiverSample> rows = receivers.Count <= MostRows
            ? receivers
            : receivers.OrderBy(receiver => receiver.State).ThenByDescending(receiver => receiver.Number).Take(MostRows);
        List<string> lines = [Row("receiver", "state", "queued", "sent", "lost"), .. rows.Select(Row)];
        if (receivers.Count > MostRows)
        {
            lines.Add($"and {HumanText.Count(receivers.Count - MostRows)} more: {Counts(receivers)}");
        }

        return lines.Select(line => line.Length < width ? line : line[..Math.Max(0, width - 1)]);
    }

    /// <summary>What is added to the line of an interval.</summary>
    public static string Interval(IReadOnlyList<ReceiverSample> receivers) => receivers.Count == 0
        ? ""
        : $"  {Counts(receivers)}, {HumanText.Count(receivers.Where(receiver => receiver.IsHere).Sum(receiver => receiver.Stats.Pending))} queued, "
          + $"{HumanText.Count(receivers.Sum(receiver => receiver.Stats.Lost))} lost";

    /// <summary>One line for each, when all is over.</summary>
    /// <param name="receivers">In the order in which they joined.</param>
    /// <param name="causes">What was lost, in words.</param>
    public static IEnumerable<string> Summary(IReadOnlyList<ReceiverSample> receivers, Func<ChannelStats, string> causes) =>
        receivers.Select(receiver =>
            $"  {receiver.Peer} {NameOf(receiver.State)}: {HumanText.Count(receiver.Stats.Sent)} sent"
            + (receiver.Stats.Lost == 0 ? "" : $", {HumanText.Count(receiver.Stats.Lost)} lost: {causes(receiver.Stats)}"));

    /// <summary>The state in one word, for programs too.</summary>
    public static string NameOf(ReceiverState state) => state switch
    {
        ReceiverState.Slow => "slow",
        ReceiverState.Away => "away",
        ReceiverState.Ready => "ready",
        ReceiverState.Lost => "lost",
        ReceiverState.Left => "left",
        _ => "finished",
    };

    private static string Row(ReceiverSample receiver) => Row(
        receiver.Peer,
        NameOf(receiver.State),
        HumanText.Count(receiver.IsHere ? receiver.Stats.Pending : 0),
        HumanText.Count(receiver.Stats.Sent),
        HumanText.Count(receiver.Stats.Lost));

    private static string Row(string peer, string state, string queued, string sent, string lost) => string.Create(
        CultureInfo.InvariantCulture, $"{Fit(peer),-PeerColumns} {state,-8} {queued,9} {sent,13} {lost,11}");

    // The end of an endpoint tells it from others.
    private static string Fit(string peer) => peer.Length <= PeerColumns ? peer : "…" + peer[^(PeerColumns - 1)..];

    private static string Counts(IReadOnlyList<ReceiverSample> receivers)
    {
        int here = receivers.Count(receiver => receiver.IsHere);
        int slow = receivers.Count(receiver => receiver.State == ReceiverState.Slow);
        int gone = receivers.Count - here;
        return HumanText.Count(here, "receiver") + (slow == 0 ? "" : $", {slow} slow") + (gone == 0 ? "" : $", {gone} gone");
    }
}
