using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Counters that have been checked to close.</summary>
internal static class Stats
{
    public static ConnectionStats Checked(this MessageConnection connection) => Check(connection.GetStats());

    public static ConnectionStats Checked(this FramedConnection connection) => Check(connection.GetStats());

    /// <summary>What was asked and what was served is accounted for, once.</summary>
    public static RequestStats CheckedRequests(this MessageConnection connection)
    {
        RequestStats stats = connection.GetRequestStats();
        Assert.Equal(
            stats.Requested,
            stats.Replied + stats.DeadlineExceeded + stats.Cancelled + stats.Refused + stats.FailedByPeer + stats.ConnectionLost + stats.Pending);
        Assert.Equal(
            stats.Served,
            stats.Answered + stats.ServedTooLate + stats.ServedCancelled + stats.ServedFailed + stats.ServedRefused + stats.Unanswered
            + stats.Serving);
        return stats;
    }

    /// <summary>What was offered is accounted for, once.</summary>
    private static ConnectionStats Check(ConnectionStats stats)
    {
        Assert.Equal(
            stats.MessagesSubmitted,
            stats.MessagesSent + stats.MessagesRefused + stats.DroppedNewest + stats.DroppedOldest + stats.Conflated
            + stats.DroppedAtClose + stats.LostInGaps + stats.MessagesPending);
        return stats;
    }

    /// <summary>What arrived is accounted for too. Only for a connection on which nothing arrives at this moment.</summary>
    public static ConnectionStats CheckedAtRest(this MessageConnection connection) => CheckAtRest(connection.Checked());

    /// <summary>What arrived is accounted for too. Only for a connection on which nothing arrives at this moment.</summary>
    public static ConnectionStats CheckedAtRest(this FramedConnection connection) => CheckAtRest(connection.Checked());

    private static ConnectionStats CheckAtRest(ConnectionStats stats)
    {
        Assert.Equal(stats.MessagesReceived, stats.MessagesDelivered + stats.MessagesUnread);
        return stats;
    }
}
