using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

public sealed class BackoffTests
{
    private readonly ManualTime _time = new();
    private readonly Backoff _backoff;

    public BackoffTests() => _backoff = new Backoff(_time);

    [Fact]
    public void There_is_nothing_to_wait_for_before_a_failure() => Assert.True(_backoff.IsOver);

    [Fact]
    public void Waits_between_half_and_all_of_a_step_that_doubles_up_to_five_seconds()
    {
        foreach (int milliseconds in (int[])[50, 100, 200, 400, 800, 1600, 3200, 5000, 5000])
        {
            _backoff.Fail();
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds) / 2 - TimeSpan.FromTicks(1));
            Assert.False(_backoff.IsOver);
            Assert.InRange(_backoff.Left, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(milliseconds) / 2 + TimeSpan.FromTicks(1));
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds) / 2 + TimeSpan.FromTicks(1));
            Assert.True(_backoff.IsOver);
            Assert.Equal(TimeSpan.Zero, _backoff.Left);
        }
    }

    [Fact]
    public void Begins_anew_after_a_success()
    {
        _backoff.Fail();
        _backoff.Fail();
        _backoff.Succeed();
        Assert.True(_backoff.IsOver);
        _backoff.Fail();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(_backoff.IsOver);
    }
}
