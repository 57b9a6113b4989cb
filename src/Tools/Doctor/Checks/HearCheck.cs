using System.Diagnostics;
using System.Net;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>
/// Joins the group, sends a datagram to it and waits for that. It stays on this machine (time to live 0) and goes to a
/// port nobody else listens on, so that a stream under way is not disturbed.
/// </summary>
internal sealed class HearCheck : ICheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Feed _feed;
    private readonly IReadOnlyList<IPAddress> _sources;

    /// <param name="feed">The group and its interface.</param>
    /// <param name="sources">The senders, where the endpoint names them; then joining is also tried for one source, which is this machine.</param>
    public HearCheck(Feed feed, IReadOnlyList<IPAddress> sources)
    {
        _feed = feed;
        _sources = sources;
    }

    public string Name => "join and hear";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        if (_feed.Obstacle is { } obstacle)
        {
            return Finding.Unknown($"not tried: {obstacle}");
        }

        string joined = $"joined {_feed.Group} on {_feed.Interface!.Name}";
        try
        {
            // Of anybody first: the kernel chooses which of its addresses it sends from.
            (Finding finding, IPAddress? self) = await TryAsync([], joined, cancellationToken);
            return self is not null && _sources.Count > 0
                ? (await TryAsync([self], joined + " for one source", cancellationToken)).Finding
                : finding;
        }
        catch (TransportException e)
        {
            return Finding.Fail(e.Message.TrimEnd('.'), fix: null);
        }
    }

    private async Task<(Finding Finding, IPAddress? Self)> TryAsync(IReadOnlyList<IPAddress> sources, string joined, CancellationToken cancellationToken)
    {
        await using MulticastReceiver receiver = MulticastReceiver.Start(
            new MulticastReceiverOptions { EndPoints = [new IPEndPoint(_feed.Group, 0)], Interface = _feed.Interface!.Name, Sources = sources });
        await using MulticastSender sender = MulticastSender.Start(new MulticastSenderOptions
        {
            EndPoint = new IPEndPoint(_feed.Group, receiver.LocalEndPoint.Port),
            Interface = _feed.Interface.Name,
            TimeToLive = 0,
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            // Twice: the first one is held up by code that is compiled on its way.
            await ExchangeAsync(receiver, sender, limit.Token);
            (TimeSpan took, IPAddress self) = await ExchangeAsync(receiver, sender, limit.Token);
            return (Finding.Ok($"{joined}, and heard its own datagram after {HumanText.Time(took)}").With(("heard_after_ns", (long)took.TotalNanoseconds)), self);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (sender.Stats.DatagramsFailed > 0 ? Refused(joined) : Silent(joined), Self: null);
        }
    }

    private static async Task<(TimeSpan Took, IPAddress Self)> ExchangeAsync(MulticastReceiver receiver, MulticastSender sender, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        sender.TrySend("sockets doctor"u8);
        using MulticastMessage message = await receiver.ReceiveAsync(cancellationToken);
        return (Stopwatch.GetElapsedTime(start), message.Info.Source.EndPoint.Address);
    }

    private Finding Refused(string joined) => Finding.Fail(
        $"{joined}, but the kernel refuses to send there", $"{Family.IpCommand(_feed.Group.AddressFamily)} route get {_feed.Group} oif {_feed.Interface!.Name}");

    private static Finding Silent(string joined) => Finding.Fail(
        $"{joined}, but its own datagram did not come back in {HumanText.Time(s_patience)}: a firewall?", "sudo nft list ruleset");
}
