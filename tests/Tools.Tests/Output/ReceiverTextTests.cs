using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Output;

public sealed class ReceiverTextTests
{
    [Fact]
    public void Nobody_takes_no_line()
    {
        Assert.Empty(ReceiverText.Table([], width: 80));
        Assert.Equal("", ReceiverText.Interval([]));
    }

    [Fact]
    public void Each_receiver_is_a_row_in_the_order_in_which_they_joined() => Assert.Equal(
        [
            "receiver                       state       queued          sent        lost",
            "tcp://h:1                      ready            0        10,000           0",
            "tcp://h:2                      slow           512         9,000         488",
            "…234:5678:9abc:def0:1234]:9000 left             0             5           1",
        ],
        ReceiverText.Table(
            [
                Sample(1, ReceiverState.Ready, sent: 10_000),
                Sample(2, ReceiverState.Slow, sent: 9_000, pending: 512, lost: 488),
                Sample(3, ReceiverState.Left, sent: 5, pending: 7, lost: 1) with { Peer = "tcp://[2001:db8:1234:5678:9abc:def0:1234]:9000" },
            ],
            width: 80));

    [Fact]
    public void A_narrow_terminal_cuts_rows_and_never_wraps_them() =>
        Assert.All(ReceiverText.Table([Sample(1, ReceiverState.Ready)], width: 40), line => Assert.Equal(39, line.Length));

    [Fact]
    public void When_there_are_too_many_the_slow_come_first_and_those_that_have_gone_are_counted()
    {
        string[] lines =
        [
            .. ReceiverText.Table(
                [
                    .. Enumerable.Range(1, 100).Select(i => Sample(i, i == 50 ? ReceiverState.Slow : i == 60 ? ReceiverState.Lost : ReceiverState.Ready)),
                ],
                width: 80),
        ];

        Assert.Equal(11, lines.Length);
        Assert.StartsWith("tcp://h:50 ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("tcp://h:100 ", lines[2], StringComparison.Ordinal);
        Assert.Equal("and 91 more: 99 receivers, 1 slow, 1 gone", lines[^1]);
    }

    [Fact]
    public void An_interval_sums_up() => Assert.Equal(
        "  2 receivers, 1 slow, 1 gone, 512 queued, 489 lost",
        ReceiverText.Interval(
            [Sample(1, ReceiverState.Ready), Sample(2, ReceiverState.Slow, pending: 512, lost: 488), Sample(3, ReceiverState.Lost, pending: 3, lost: 1)]));

    private static ReceiverSample Sample(int number, ReceiverState state, long sent = 0, long pending = 0, long lost = 0) =>
        new(number, $"tcp://h:{number}", state, new ChannelStats { Sent = sent, Pending = pending, DroppedOldest = lost });
}
