using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class RawFormatTests
{
    [Fact]
    public void Hands_over_what_arrived_in_runs_up_to_the_maximum()
    {
        Reception received = Reception.Of(new RawFormat(4), "abcdefgh"u8.ToArray(), [1, 7, 8]);
        Assert.Equal(["61", "62 63 64 65", "66 67", "68"], received.Texts);
    }

    [Fact]
    public void Writes_payloads_of_any_length_as_they_are()
    {
        Assert.Equal("61 62 63 64 65", Hex.Text(FormatCase.Encode(new RawFormat(4), "abcde"u8.ToArray())));
        Assert.Empty(FormatCase.Encode(new RawFormat(4), []));
    }
}
