using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Who ends a session with words, while another thread of it is in the middle of sending.</summary>
public sealed class LastWordsTests : IDisposable
{
    private readonly ManualResetEventSlim _isSending = new();
    private readonly ManualResetEventSlim _goOn = new();

    public void Dispose()
    {
        _isSending.Dispose();
        _goOn.Dispose();
    }

    // TRN1-R1
    [Fact]
    public async Task The_words_go_out_behind_what_is_being_sent()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Task sending = await BeginSendingAsync(rig);
        rig.Server.TrySend([2]);

        rig.Server.Abort("why");
        _goOn.Set();

        await sending.WithinAsync();
        Assert.Equal(CloseReason.Refused, await rig.Client.Closed.WithinAsync());
        Assert.Contains("why", rig.Client.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(CloseReason.LocalAbort, await rig.Server.Closed.WithinAsync());

        // What waited behind them would be read by nobody.
        Assert.Equal((1, 1), (rig.Server.CheckedAtRest().MessagesSent, rig.Server.CheckedAtRest().DroppedAtClose));
    }

    [Fact]
    public async Task A_kernel_that_is_full_is_not_waited_for()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Task sending = await BeginSendingAsync(rig);

        rig.Server.Abort("why");
        rig.ServerLink.TakeOnly(0);
        _goOn.Set();

        await sending.WithinAsync();
        Assert.Equal(CloseReason.LocalAbort, await rig.Server.Closed.WithinAsync());
    }

    private async Task<Task> BeginSendingAsync(SessionRig rig)
    {
        await Eventually.TrueAsync(() => rig.Server.FlushAsync(TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
        rig.ServerLink.OnSend = () =>
        {
            _isSending.Set();
            Assert.True(_goOn.Wait(Bounded.Default, CancellationToken.None));
        };
        Task sending = Task.Run(() => rig.Server.TrySend([1]), TestContext.Current.CancellationToken);
        Assert.True(_isSending.Wait(Bounded.Default, TestContext.Current.CancellationToken));
        return sending;
    }
}
