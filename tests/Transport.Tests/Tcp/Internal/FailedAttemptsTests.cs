using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>Who has failed how often, within bounds.</summary>
public sealed class FailedAttemptsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Counts_what_has_begun_and_takes_back_what_succeeded()
    {
        FailedAttempts attempts = new(2, _time);

        Assert.True(attempts.TryBegin(At("10.0.0.1"), out _));
        attempts.TakeBack(At("10.0.0.1"));
        Assert.True(attempts.TryBegin(At("10.0.0.1"), out _));
        Assert.True(attempts.TryBegin(At("10.0.0.1"), out _));
        Assert.False(attempts.TryBegin(At("10.0.0.1"), out _));
        Assert.True(attempts.TryBegin(At("10.0.0.2"), out _));
    }

    [Fact]
    public void Says_how_long_to_wait_and_forgets_after_a_minute()
    {
        FailedAttempts attempts = new(1, _time);
        attempts.TryBegin(At("10.0.0.1"), out _);
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.False(attempts.TryBegin(At("10.0.0.1"), out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(40), wait);
        _time.Advance(wait);
        Assert.True(attempts.TryBegin(At("10.0.0.1"), out _));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", false)]
    public void Takes_a_network_for_one_address(string first, string second, bool own)
    {
        FailedAttempts attempts = new(1, _time);
        attempts.TryBegin(At(first), out _);
        Assert.Equal(own, attempts.TryBegin(At(second), out _));
    }

    [Fact]
    public void Does_not_count_unix_sockets()
    {
        FailedAttempts attempts = new(1, _time);
        UnixDomainSocketEndPoint unix = new("/run/x.sock");
        Assert.True(attempts.TryBegin(unix, out _));
        Assert.True(attempts.TryBegin(unix, out _));
    }

    [Fact]
    public void Forgets_the_oldest_when_it_is_full()
    {
        FailedAttempts attempts = new(1, _time);
        for (uint i = 0; i <= FailedAttempts.MostAddresses; i++)
        {
            attempts.TryBegin(new IPEndPoint(i + 1, 1), out _);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(attempts.TryBegin(new IPEndPoint(FailedAttempts.MostAddresses + 1, 1), out _));
        Assert.False(attempts.TryBegin(new IPEndPoint(3, 1), out _));
        Assert.True(attempts.TryBegin(new IPEndPoint(1, 1), out _));
    }

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 1);
}
