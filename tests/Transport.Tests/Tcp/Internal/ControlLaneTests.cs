using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class ControlLaneTests
{
    private readonly ControlLane _lane = new();

    [Fact]
    public void Writes_the_orderly_end_behind_everything_that_was_due_with_it_and_nothing_after_it()
    {
        _lane.AskGoAway(ReasonCode.Done);
        _lane.AskProbe(timestamp: 1);

        Assert.Equal([Trn1FrameType.Heartbeat, Trn1FrameType.GoAway], Write());
        _lane.AskProbe(timestamp: 2);
        Assert.Empty(Write());
    }

    private Trn1FrameType[] Write()
    {
        byte[] written = new byte[Outbox.ControlLength];
        ReadOnlySpan<byte> rest = written.AsSpan(0, _lane.Write(written, sent: 0, received: 0, credit: null));
        List<Trn1FrameType> frames = [];
        while (!rest.IsEmpty)
        {
            Trn1Header header = Trn1Header.Read(rest);
            frames.Add(header.Type);
            rest = rest[(Trn1Header.Size + (int)header.Length)..];
        }

        return [.. frames];
    }
}
