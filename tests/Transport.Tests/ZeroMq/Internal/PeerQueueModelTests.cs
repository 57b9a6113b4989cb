using System.Buffers.Binary;
using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Internal;

/// <summary>
/// Random messages to a peer that takes some now and then and leaves in some way. A model of plain lists says after every step
/// what waits, what has left, and what was dropped for which cause.
/// </summary>
public sealed class PeerQueueModelTests : IDisposable
{
    private const int MaxMessages = 5;
    private const int MaxBytes = 3000;
    private const int Lives = 15;
    private const int Steps = 150;

    private readonly CheckedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Disconnect)]
    public async Task Every_message_is_sent_or_waits_or_was_dropped_for_one_cause(OverflowPolicy overflow)
    {
        Random random = new(Seed.Take());
        bool[] causes = new bool[5];
        for (int life = 0; life < Lives; life++)
        {
            Life one = new(new QueueLimits(MaxMessages, MaxBytes, overflow), _pool.Pool, random);
            await one.LiveAsync();
            one.Mark(causes);
        }

        // Of all lives together: each cause that the policy knows did occur, and no other.
        Assert.Equal(
            overflow switch
            {
                OverflowPolicy.DropNewest or OverflowPolicy.Disconnect => "newest atclose",
                OverflowPolicy.DropOldest => "newest oldest atclose",
                OverflowPolicy.Conflate => "newest oldest conflated atclose",
                _ => "atclose full",
            },
            string.Join(' ', new[] { "newest", "oldest", "conflated", "atclose", "full" }.Where((_, i) => causes[i])));
    }

    /// <summary>One connection from its beginning to its end.</summary>
    private sealed class Life : IQueueOwner
    {
        private readonly TestLink _link = new();
        private readonly QueueLimits _limits;
        private readonly BufferPool _pool;
        private readonly Random _random;
        private readonly PeerQueue _queue;
        private readonly PeerQueueModel _model;
        private readonly int _mostAtOnce;
        private int _next;
        private int _rooms;
        private bool _foundFull;
        private bool _hasEnded;

        public Life(QueueLimits limits, BufferPool pool, Random random)
        {
            _limits = limits;
            _pool = pool;
            _random = random;
            _mostAtOnce = random.Next(100, 2 * MaxBytes);
            _queue = new PeerQueue(_link, this, pool, limits);
            _model = new PeerQueueModel(limits);
            _link.TakeOnly(0);
        }

        public void OnRoom() => _rooms++;

        public void OnSendFailed(SocketError error) => Assert.True(error is SocketError.ConnectionReset or SocketError.OperationAborted);

        /// <summary>As a peer does.</summary>
        public void OnTooSlow(string what)
        {
            Assert.Equal(OverflowPolicy.Disconnect, _limits.Overflow);
            Assert.Contains($"{MaxMessages} messages or {MaxBytes} bytes", what, StringComparison.Ordinal);
            _hasEnded = true;
        }

        public async Task LiveAsync()
        {
            for (int step = 0; step < Steps && !_hasEnded; step++)
            {
                if (_random.Next(10) < 7)
                {
                    Offer();
                }
                else
                {
                    _link.TakeMore(_random.Next(1, _mostAtOnce));
                }

                AssertCloses();
                await SettleAsync();
            }

            await EndAsync();
            Check();
            Assert.Equal(0, _queue.Counters.Pending);
            Assert.Equal(0, _queue.Counters.PendingBytes);
            CheckWire();
        }

        public void Mark(bool[] causes)
        {
            causes[0] |= _model.DroppedNewest > 0;
            causes[1] |= _model.DroppedOldest > 0;
            causes[2] |= _model.Conflated > 0;
            causes[3] |= _model.DroppedAtClose > 0;
            causes[4] |= _foundFull;
        }

        private void Offer()
        {
            byte topic = (byte)_random.Next(8);
            byte[] body = new byte[sizeof(int) + (_random.Next(3) == 0 ? _random.Next(MaxBytes + 300) : _random.Next(100))];
            BinaryPrimitives.WriteInt32BigEndian(body, _next);
            var message = OutgoingMessage.Of([topic], body, envelope: default);
            QueueResult expected = _model.Offer(new PeerQueueModel.Item(_next++, topic, message.WireLength), _queue.Counters.PendingBytes);
            _foundFull |= expected == QueueResult.Full;
            if (_limits.Overflow == OverflowPolicy.Wait)
            {
                Assert.Equal(expected, _queue.TryAdd(message));
                return;
            }

            PooledBuffer? shared = _random.Next(2) == 0 ? message.Encode(_pool) : null;
            Assert.Equal(expected, _queue.Offer(message, shared, _random.Next(2) == 0 ? SendBy.Caller : SendBy.Pool));
            shared?.Release();
        }

        /// <summary>Until the link is full or nothing is left; then the model has to agree.</summary>
        private async Task SettleAsync()
        {
            await Eventually.TrueAsync(() => _link.IsBlocked || _queue.Counters.Pending == 0);
            _model.Take(_queue.Counters.Sent - _model.Sent);
            Check();
        }

        private async Task EndAsync()
        {
            switch (_hasEnded ? 2 : _random.Next(3))
            {
                case 0:
                    // Everything leaves first.
                    _link.TakeMore(long.MaxValue);
                    await _queue.WhenEmptyAsync().WithinAsync();
                    await SettleAsync();
                    Assert.Equal(_foundFull, _rooms > 0);
                    break;
                case 1:
                    bool isNoticed = _link.IsBlocked;
                    _link.FailSending(SocketError.ConnectionReset);
                    if (!isNoticed)
                    {
                        Offer();
                    }

                    await Eventually.TrueAsync(() => _queue.Counters.Pending == 0);
                    Assert.Equal(QueueResult.Gone, _queue.TryAdd(OutgoingMessage.Of([1])));
                    break;
            }

            Task closing = _queue.CloseAsync();
            _link.Abort();
            await closing.WithinAsync();
            _model.Close();
            Assert.Equal(QueueResult.Gone, _queue.TryAdd(OutgoingMessage.Of([1])));
        }

        private void AssertCloses()
        {
            QueueCounters now = _queue.Counters;
            Assert.Equal(now.Offered, now.Sent + now.DroppedNewest + now.DroppedOldest + now.Conflated + now.DroppedAtClose + now.Pending);
        }

        private void Check()
        {
            QueueCounters now = _queue.Counters;
            AssertCloses();
            Assert.Equal(
                (_model.Offered, _model.Sent, _model.DroppedNewest, _model.DroppedOldest, _model.Conflated, _model.DroppedAtClose, _model.Pending),
                (now.Offered, now.Sent, now.DroppedNewest, now.DroppedOldest, now.Conflated, now.DroppedAtClose, now.Pending));
        }

        /// <summary>What arrived is what left in its order, whole but for the last, and at least all that counts as sent.</summary>
        private void CheckWire()
        {
            List<int> arrived = [];
            ReadOnlySpan<byte> wire = _link.Taken;
            while (FrameHeader.TryRead(wire, int.MaxValue, out FrameHeader topic) && wire.Length > topic.TotalLength
                && FrameHeader.TryRead(wire[topic.TotalLength..], int.MaxValue, out FrameHeader body)
                && wire.Length >= topic.TotalLength + body.TotalLength)
            {
                arrived.Add(BinaryPrimitives.ReadInt32BigEndian(wire[(topic.TotalLength + body.Size)..]));
                wire = wire[(topic.TotalLength + body.TotalLength)..];
            }

            Assert.Equal(_model.Leaving.Take(arrived.Count), arrived);
            Assert.InRange(arrived.Count, _model.Sent, _model.Leaving.Count);
        }
    }
}
