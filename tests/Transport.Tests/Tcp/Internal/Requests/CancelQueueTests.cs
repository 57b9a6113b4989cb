using Sockets.Transport.Tcp.Internal.Requests;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Tcp.Wire;

namespace Sockets.Transport.Tests.Tcp.Internal.Requests;

public sealed class CancelQueueTests
{
    private readonly RequestSlots _slots = new();
    private readonly CancelQueue _queue;
    private readonly byte[] _frames = new byte[24];

    public CancelQueueTests() => _queue = new CancelQueue(_slots);

    // TRN1-Q8: control overtakes data, and a CANCEL must not overtake its REQUEST.
    [Fact]
    public void Waits_until_the_request_is_on_the_wire()
    {
        Give(sequence: 5);

        Assert.Equal("", Written(messagesOnWire: 4));
        Assert.False(_queue.IsEmpty);
        Assert.Equal(Trn1Text.Cancel(0), Written(messagesOnWire: 5));
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void Says_nothing_of_what_was_answered_meanwhile()
    {
        uint id = Give(sequence: 1);
        _slots.Free(id);

        Assert.Equal("", Written(messagesOnWire: 9));
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void Writes_as_many_as_fit()
    {
        Give(1);
        Give(2);
        Give(3);

        Assert.Equal($"{Trn1Text.Cancel(0)} {Trn1Text.Cancel(1)}", Written(messagesOnWire: 3));
        Assert.Equal(Trn1Text.Cancel(2), Written(messagesOnWire: 3));
    }

    [Fact]
    public void An_id_comes_back_as_another_when_its_slot_is_used_again()
    {
        uint id = Give(1);
        _slots.Free(id);

        Assert.Equal(id + (1 << 20), Give(2));
        Assert.False(_slots.TryFind(id, out _));
    }

    private uint Give(ulong sequence)
    {
        uint id = _slots.Take(new PendingRequest(null!));
        _slots.NoteSent(id, sequence);
        _slots.Abandon(id);
        _queue.Add(id);
        return id;
    }

    private string Written(ulong messagesOnWire) => Hex.Text(_frames.AsSpan(0, _queue.Write(_frames, messagesOnWire)));
}
