using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What cannot work later is refused at once.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Times_are_no_longer_than_a_timer_can_run()
    {
        var longest = TimeSpan.FromDays(49);
        Accepts(new ZmqOptions { Linger = longest, ReconnectIntervalMax = longest, Limits = new ZmqLimits { HandshakeTimeout = longest } });
        TimeSpan longer = longest + TimeSpan.FromTicks(1);
        Refuses(new ZmqOptions { Linger = longer });
        Refuses(new ZmqOptions { Linger = TimeSpan.MaxValue });
        Refuses(new ZmqOptions { Linger = Timeout.InfiniteTimeSpan });
        Refuses(new ZmqOptions { ReconnectIntervalMax = longer });
        Refuses(new ZmqOptions { Limits = new ZmqLimits { HandshakeTimeout = longer } });
    }

    [Fact]
    public void A_message_has_room_for_its_header_and_fits_into_an_array_that_is_doubled()
    {
        Accepts(new ZmqOptions { Limits = new ZmqLimits { MaxMessageLength = 512 * 1024 * 1024 } });
        Refuses(new ZmqOptions { Limits = new ZmqLimits { MaxMessageLength = (512 * 1024 * 1024) + 1 } });
        Accepts(new ZmqOptions { Limits = new ZmqLimits { MaxMessageLength = 2 } });
        Refuses(new ZmqOptions { Limits = new ZmqLimits { MaxMessageLength = 1 } });
    }

    private static void Accepts(ZmqOptions options) => options.Validate();

    private static void Refuses(ZmqOptions options) => Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
}
