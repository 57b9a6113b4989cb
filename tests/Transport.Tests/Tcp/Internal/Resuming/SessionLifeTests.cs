using Sockets.Transport.Tcp.Internal.Resuming;

namespace Sockets.Transport.Tests.Tcp.Internal.Resuming;

/// <summary>Which end of a connection is the end of its session.</summary>
public sealed class SessionLifeTests
{
    private readonly SessionLife _life = new();

    [Fact]
    public void A_session_that_cannot_be_resumed_ends_with_its_connection()
    {
        Assert.False(_life.TryCut(CloseReason.PeerReset, null, triesAgain: true));
        Assert.Equal((SessionState.Ended, CloseReason.PeerReset), (_life.State, _life.EndReason));
    }

    [Theory]
    [InlineData(CloseReason.PeerReset, true)]
    [InlineData(CloseReason.PeerSilent, true)]
    [InlineData(CloseReason.NetworkError, true)]
    [InlineData(CloseReason.WriteTimeout, true)]
    [InlineData(CloseReason.TruncatedFrame, true)]
    [InlineData(CloseReason.FrameTimeout, true)]
    [InlineData(CloseReason.LocalAbort, false)]
    [InlineData(CloseReason.LocalClose, false)]
    [InlineData(CloseReason.PeerClose, false)]
    [InlineData(CloseReason.ProtocolViolation, false)]
    [InlineData(CloseReason.HandlerFailed, false)]
    [InlineData(CloseReason.SlowConsumer, false)]
    public void Only_what_the_network_does_is_mended(CloseReason reason, bool mended)
    {
        _life.MakeResumable();
        Assert.Equal(mended, _life.TryCut(reason, null, triesAgain: true));
        Assert.Equal(mended ? (SessionState.Cut, CloseReason.None) : (SessionState.Ended, reason), (_life.State, _life.EndReason));
    }

    [Fact]
    public void It_goes_away_and_comes_back_in_that_order()
    {
        _life.MakeResumable();
        Assert.False(_life.TryLeave() || _life.TryReturn() || _life.TryGoOn());
        Assert.True(_life.TryCut(CloseReason.PeerReset, null, triesAgain: false));
        Assert.False(_life.TryReturn() || _life.TryGoOn());
        Assert.True(_life.TryLeave());
        Assert.False(_life.TryGoOn());
        Assert.True(_life.TryReturn() && _life.IsMute && _life.TryGoOn());
        Assert.Equal((SessionState.Connected, false), (_life.State, _life.IsMute));
    }

    /// <summary>The patience is over while the last attempt is under way: whoever is first decides, and no session is closed that is back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Giving_up_and_going_on_exclude_each_other(bool givesUpFirst)
    {
        Return();
        if (givesUpFirst)
        {
            Assert.Equal(SessionState.Returning, _life.End(CloseReason.SessionLost, null));
        }

        Assert.Equal(!givesUpFirst, _life.TryGoOn());
        Assert.Equal(givesUpFirst, _life.IsMute);
    }

    [Theory]
    [InlineData(CloseReason.Refused, true, true)]
    [InlineData(CloseReason.HandshakeTimeout, true, true)]
    [InlineData(CloseReason.HandshakeTimeout, false, false)]
    [InlineData(CloseReason.LocalAbort, true, false)]
    public void An_attempt_that_failed_is_followed_by_another_one_at_the_client(CloseReason reason, bool client, bool again)
    {
        Return();
        Assert.Equal(again, _life.TryCut(reason, null, triesAgain: client));
    }

    [Fact]
    public void The_first_who_ends_it_says_why()
    {
        _life.MakeResumable();
        _life.End(CloseReason.LocalAbort, null);
        _life.End(CloseReason.SlowConsumer, null);
        Assert.False(_life.TryCut(CloseReason.PeerReset, null, triesAgain: true));
        _life.End(CloseReason.HandlerFailed, null);
        Assert.Equal(CloseReason.LocalAbort, _life.EndReason);
    }

    [Fact]
    public void Behind_an_orderly_end_a_cut_is_the_end()
    {
        _life.MakeResumable();
        Assert.False(_life.TryMakeFinal(isClosing: true));
        Assert.True(_life.TryMakeFinal(isClosing: false));
        Assert.False(_life.TryCut(CloseReason.PeerReset, null, triesAgain: true));
    }

    private void Return()
    {
        _life.MakeResumable();
        _life.TryCut(CloseReason.PeerReset, null, triesAgain: false);
        Assert.True(_life.TryLeave() && _life.TryReturn());
    }
}
