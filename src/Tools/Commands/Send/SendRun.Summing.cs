using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Send;

/// <content>What it says when all is over.</content>
internal sealed partial class SendRun
{
    private RunReport Sum(RunReport report, IMessageChannel channel, TimeSpan duration)
    {
        ChannelStats stats = channel.GetStats();
        IReadOnlyList<ReceiverSample> receivers = channel.GetReceivers();
        return Sum(report, stats, duration) with
        {
            // A message to several is one message.
            Messages = receivers.Count == 0 ? stats.Sent : _counters.Messages,
            Bytes = receivers.Count == 0 ? stats.BytesSent : _counters.Bytes,
            Peers = Math.Max(1, receivers.Count),
            Receivers = receivers,
        };
    }

    private RunReport Sum(RunReport report, ChannelStats stats, TimeSpan duration) => report with
    {
        Duration = duration,
        Stats = stats,
        Stalled = stats.StalledTime ?? TimeSpan.FromSeconds((double)_stalledTicks / _context.Time.TimestampFrequency),
        LateMessages = _pacer?.LateMessages ?? 0,
        MaxLateness = _pacer?.MaxLateness ?? TimeSpan.Zero,
        Sha256 = _hash?.Finish(),
    };
}
