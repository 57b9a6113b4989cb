using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>A client on a clock of the test's, and a server's socket. Its counters have to close whenever it is asked, and at its end.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    public ClientRig(Func<StatsdOptions, StatsdOptions>? change = null)
    {
        StatsdOptions options = new() { EndPoint = Server.EndPoint, TimeProvider = Time, FlushTimeout = TimeSpan.Zero };
        Client = new StatsdClient(change is null ? options : change(options));
    }

    public ManualTime Time { get; } = new();

    public Receiver Server { get; } = Receiver.Udp();

    public StatsdClient Client { get; }

    /// <summary>The counters, which close.</summary>
    public StatsdStats Stats => Closing(Client.GetStats());

    public static StatsdStats Closing(StatsdStats stats)
    {
        Assert.Equal(
            stats.Submitted,
            stats.Sent + stats.Pending + stats.SampledOut + stats.DroppedInvalid + stats.DroppedOverflow + stats.DroppedTooLarge
                + stats.DroppedRefused + stats.DroppedDisconnected + stats.DroppedClosed);
        return stats;
    }

    /// <summary>Lets a flush happen and gives the lines that arrived by it.</summary>
    public List<string> Flush()
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        _ = Stats;
        return Server.Lines();
    }

    /// <summary>Lets slices happen until a flush is done. It waits between them by the second timer, or the only one when the client is disposed.</summary>
    public async Task AdvanceUntilAsync(Task flush, int timers = 2)
    {
        while (!flush.IsCompleted)
        {
            await Task.WhenAny(flush, Time.WhenArmedAsync(timers)).WithinAsync();
            if (!flush.IsCompleted)
            {
                Time.Advance(StatsdClient.SliceInterval);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ = Stats;
        await AdvanceUntilAsync(Client.DisposeAsync().AsTask(), timers: 1);
        Assert.Equal(0, Stats.Pending);
        Server.Dispose();
    }
}
