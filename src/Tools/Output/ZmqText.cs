using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Output;

/// <summary>What a ZeroMQ socket counted, for people: what is worth a line.</summary>
internal static class ZmqText
{
    public static IEnumerable<string> Lines(ZmqCounts counts, Verbosity verbosity)
    {
        if (counts.Socket.Unmatched > 0)
        {
            yield return $"  {HumanText.Count(counts.Socket.Unmatched, "message")} went to nobody: no subscription matched";
        }

        if (counts.Socket.Traffic.Discarded > 0)
        {
            yield return $"  {HumanText.Count(counts.Socket.Traffic.Discarded, "message")} had arrived and were not taken";
        }

        if (verbosity == Verbosity.Verbose)
        {
            yield return $"  {HumanText.Count(counts.Socket.Connects, "connection")}, {HumanText.Count(counts.Socket.HandshakeFailures, "handshake")} that failed, "
                + $"{HumanText.Count(counts.Socket.Traffic.Filtered, "message")} not subscribed to";
        }
    }
}
