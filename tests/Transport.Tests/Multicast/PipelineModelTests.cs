using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>
/// Random scripts of a sender, a bad network, a socket that overflows and a reader that is slow, against a model that
/// knows what really happened to every datagram. Every identity is asserted after every step, and at the end what was
/// sent is what was delivered, dropped here and lost, each at its place (I7).
/// </summary>
public sealed class PipelineModelTests
{
    private const int Scripts = 50_000;

    private static readonly OverflowPolicy[] s_policies =
    [
        OverflowPolicy.DropNewest, OverflowPolicy.DropOldest, OverflowPolicy.Deadline, OverflowPolicy.KeyFrameAware, OverflowPolicy.Conflate,
    ];

    [Fact]
    public void Every_identity_comes_out_after_every_step_whatever_happens()
    {
        int seed = Seed.Take();
        for (int i = 0; i < Scripts; i++)
        {
            try
            {
                Run(new Random(unchecked(seed + i)), duplicates: true);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }
    }

    [Fact]
    public void Places_every_loss_exactly_when_nothing_is_duplicated_or_reordered()
    {
        int seed = Seed.Take();
        for (int i = 0; i < Scripts; i++)
        {
            try
            {
                Run(new Random(unchecked(seed + i)), duplicates: false);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }
    }

    private static void Run(Random random, bool duplicates)
    {
        MulticastQueueOptions queue = new()
        {
            Overflow = s_policies[random.Next(s_policies.Length)],
            Messages = random.Next(1, 12),
            PayloadBytes = random.Next(20, 200),
            MaxAge = TimeSpan.FromMilliseconds(random.Next(1, 30)),
        };
        using PipelineRig rig = new(queue, reorder: random.Next(1, 12), expectFrom: 1);
        Truth truth = new(random, duplicates);
        int length = random.Next(1, 60);
        for (int i = 0; i < length; i++)
        {
            foreach ((byte[] datagram, uint drops) in truth.Next())
            {
                rig.Arrive(datagram, drops);
                rig.AssertIdentities();
            }

            if (random.Next(4) == 0)
            {
                rig.Take();
            }

            if (random.Next(6) == 0)
            {
                rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
            }

            rig.AssertIdentities();
        }

        foreach ((byte[] datagram, uint drops) in truth.End())
        {
            rig.Arrive(datagram, drops);
        }

        rig.Pipeline.Finish();
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal(truth.Sent, stats.Expected);
        Assert.Equal(truth.Sent, stats.Delivered + stats.Dropped + stats.Queued + stats.LostSocket + stats.LostUpstream + stats.LostUnattributed);
        Assert.Equal(truth.Sent - truth.Arrived, stats.Lost);
        if (!duplicates)
        {
            Assert.Equal((truth.LostSocket, truth.LostUpstream, 0), (stats.LostSocket, stats.LostUpstream, stats.LostUnattributed));
        }
    }

    /// <summary>What the sender, the network and the socket's buffer do, and what became of each number.</summary>
    private sealed class Truth(Random random, bool duplicates)
    {
        private readonly HashSet<long> _arrived = [];
        private readonly List<byte[]> _held = [];
        private readonly int _upstream = random.Next(40);
        private readonly int _overflow = random.Next(40);
        private readonly int _wild = random.Next(40);
        private uint _drops;

        public long Sent { get; private set; }

        public int Arrived => _arrived.Count;

        public long LostSocket { get; private set; }

        public long LostUpstream { get; private set; }

        /// <summary>The next datagram is sent: what of it, and of what was held up, reaches the receiver.</summary>
        public IEnumerable<(byte[] Datagram, uint Drops)> Next()
        {
            Sent++;
            byte[] datagram = PipelineRig.Data(Sent, length: random.Next(0, 30), flags: (MulticastFlags)random.Next(3), maxAge: random.Next(3) * 10);
            if (random.Next(100) < _upstream)
            {
                LostUpstream++;
                yield break;
            }

            if (random.Next(100) < _overflow)
            {
                _drops++;
                LostSocket++;
                yield break;
            }

            if (duplicates && random.Next(100) < _wild)
            {
                _held.Add(datagram);
                if (random.Next(2) == 0)
                {
                    yield break;
                }
            }

            yield return Arrive(datagram);
            while (_held.Count > 0 && random.Next(3) == 0)
            {
                int at = random.Next(_held.Count);
                byte[] late = _held[at];
                _held.RemoveAt(at);
                if (random.Next(100) < _overflow)
                {
                    _drops++;
                }
                else
                {
                    yield return Arrive(late);
                }
            }
        }

        public IEnumerable<(byte[] Datagram, uint Drops)> End()
        {
            yield return (PipelineRig.Control(PacketKind.End, Sent + 1), _drops);
        }

        private (byte[], uint) Arrive(byte[] datagram)
        {
            Tmc1Header.TryRead(datagram, out Tmc1Header header);
            _arrived.Add(header.Sequence);
            return (datagram, _drops);
        }
    }
}
