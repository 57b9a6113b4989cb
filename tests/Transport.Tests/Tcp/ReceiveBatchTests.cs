using System.Text;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Several messages in one wait.</summary>
public sealed class ReceiveBatchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly Message[] _batch = new Message[3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_when_the_batch_is_full()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Task<int> receiving = rig.Server.ReceiveBatchAsync(_batch, s_patience, Token).AsTask();

        Send(rig, "a", "b", "c", "d");

        Assert.Equal("abc", Taken(await receiving.WithinAsync()));
        Assert.Equal(1, rig.Server.GetStats().MessagesUnread);
        Assert.Equal("d", Taken(await rig.Server.ReceiveBatchAsync(_batch, TimeSpan.Zero, Token).WithinAsync()));
    }

    [Fact]
    public async Task Ends_when_the_first_has_waited_long_enough()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        int timers = rig.Time.ArmedTimers;
        Task<int> receiving = rig.Server.ReceiveBatchAsync(_batch, s_patience, Token).AsTask();
        rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(receiving.IsCompleted);

        Send(rig, "a");
        await rig.Time.WhenArmedAsync(timers + 1).WithinAsync();
        rig.Time.Advance(s_patience - TimeSpan.FromMilliseconds(1));
        Send(rig, "b");
        await Eventually.TrueAsync(() => rig.Server.GetStats().MessagesUnread == 2);
        Assert.False(receiving.IsCompleted);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("ab", Taken(await receiving.WithinAsync()));
    }

    [Fact]
    public async Task Gives_what_is_left_at_the_end_and_then_nothing()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Send(rig, "a", "b");
        Task closing = rig.Client.CloseAsync(Token).AsTask();

        Assert.Equal("ab", Taken(await rig.Server.ReceiveBatchAsync(_batch, TimeSpan.FromHours(1), Token).WithinAsync()));
        Assert.Equal(0, await rig.Server.ReceiveBatchAsync(_batch, s_patience, Token).WithinAsync());
        await closing.WithinAsync();
    }

    [Fact]
    public async Task Says_how_it_ended_after_what_is_left()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Send(rig, "a");
        await Eventually.TrueAsync(() => rig.Server.GetStats().MessagesUnread == 1);
        rig.Client.Abort();

        Assert.Equal("a", Taken(await rig.Server.ReceiveBatchAsync(_batch, TimeSpan.FromHours(1), Token).WithinAsync()));
        await Assert.ThrowsAsync<ConnectionClosedException>(() => rig.Server.ReceiveBatchAsync(_batch, s_patience, Token).WithinAsync());
    }

    [Fact]
    public async Task Giving_up_loses_nothing()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        using CancellationTokenSource giveUp = new();
        Task<int> receiving = rig.Server.ReceiveBatchAsync(_batch, TimeSpan.FromHours(1), giveUp.Token).AsTask();
        Send(rig, "a");
        await Eventually.TrueAsync(() => rig.Server.GetStats().MessagesUnread == 1);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WithinAsync());

        Assert.Equal("a", Taken(await rig.Server.ReceiveBatchAsync(_batch, TimeSpan.Zero, Token).WithinAsync()));
    }

    [Fact]
    public async Task Refuses_a_batch_of_nothing_and_time_that_runs_backwards()
    {
        await using SessionRig rig = await SessionRig.StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rig.Server.ReceiveBatchAsync(default, s_patience, Token).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rig.Server.ReceiveBatchAsync(_batch, -s_patience, Token).AsTask());
    }

    private static void Send(SessionRig rig, params string[] messages)
    {
        foreach (string message in messages)
        {
            Assert.Equal(SendStatus.Sent, rig.Client.TrySend(Encoding.ASCII.GetBytes(message)));
        }
    }

    private string Taken(int count)
    {
        StringBuilder text = new();
        foreach (Message message in _batch.AsSpan(0, count))
        {
            text.Append(Encoding.ASCII.GetString(message.Span));
            message.Dispose();
        }

        return text.ToString();
    }
}
