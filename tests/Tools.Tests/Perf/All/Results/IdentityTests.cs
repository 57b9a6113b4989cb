using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.All.Tcp;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.All.Results;

public sealed class IdentityTests
{
    [Fact]
    public void Closes_when_the_parts_come_to_the_whole()
    {
        Identity identity = new(new Term("submitted", 1_005), new Term("sent", 1_000), new Term("dropped oldest", 3), new Term("pending", 2));

        Assert.True(identity.Closes);
        Assert.Equal("1,005 submitted = 1,000 sent + 3 dropped oldest + 2 pending", identity.ToString());
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(11, -1)]
    public void Does_not_close_when_one_is_lost_or_counted_twice(long received, long missing)
    {
        Identity identity = new(new Term("sent", 10), new Term("received", received));

        Assert.False(identity.Closes);
        Assert.Equal(missing, identity.Missing);
        Assert.Equal($"10 sent = {received} received leaves {missing}", identity.ToString());
    }

    [Fact]
    public void A_session_that_lost_nothing_closes_from_end_to_end()
    {
        ConnectionStats sender = new() { MessagesSubmitted = 10, MessagesSent = 6, DroppedOldest = 3, MessagesPending = 1 };
        ConnectionStats receiver = new() { MessagesReceived = 6, MessagesDelivered = 5, MessagesUnread = 1 };

        Assert.All(SessionIdentities.Of(sender, receiver), static i => Assert.True(i.Closes, i.ToString()));
        Assert.Equal("10 submitted = 6 sent + 3 dropped oldest + 1 pending", SessionIdentities.OfSender(sender).ToString());
        Assert.Equal(
            "10 submitted = 5 delivered + 3 dropped oldest + 1 pending leaves 1", SessionIdentities.EndToEnd(sender, receiver).ToString());
    }

    [Fact]
    public void Every_cause_of_a_message_not_sent_is_a_part()
    {
        ConnectionStats sender = new()
        {
            MessagesSubmitted = 28,
            MessagesSent = 1,
            MessagesRefused = 2,
            DroppedNewest = 3,
            DroppedOldest = 4,
            Conflated = 5,
            DroppedAtClose = 6,
            MessagesPending = 7,
        };

        Assert.True(SessionIdentities.OfSender(sender).Closes);
        Assert.Equal(18, SessionIdentities.Dropped(sender));
    }

    [Fact]
    public void A_message_that_was_sent_and_not_received_is_noticed()
    {
        ConnectionStats sender = new() { MessagesSubmitted = 5, MessagesSent = 5 };
        ConnectionStats receiver = new() { MessagesReceived = 4, MessagesDelivered = 4 };

        Identity open = Assert.Single(SessionIdentities.Of(sender, receiver), static i => !i.Closes);
        Assert.Equal("5 sent = 4 received leaves 1", open.ToString());
    }
}
