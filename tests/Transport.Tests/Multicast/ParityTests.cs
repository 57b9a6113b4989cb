using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Parities: which datagrams they cover, and which losses they repair.</summary>
public sealed class ParityTests
{
    private const int Scripts = 5_000;

    // TMC1-P1
    [Fact]
    public void A_parity_is_the_exclusive_or_of_the_datagrams_of_its_group()
    {
        List<byte[]> stream = Stream(MulticastParity.Row(2), [3, 5]);
        byte[] parity = stream[2];
        byte[] longer = [.. stream[0], 0, 0];
        byte[] xor = [.. stream[1].Zip(longer, (a, b) => (byte)(a ^ b))];

        Assert.Equal((byte)4, parity[3]);
        Assert.Equal("00 00 00 00 00 00 00 01 00 01 00 02", Hex.Text(parity.AsSpan(32, 12)));
        Assert.Equal(xor, parity[44..]);
    }

    // TMC1-P2
    [Theory]
    [InlineData("row 3", 7, "1,2,3 4,5,6 7")]
    [InlineData("column 3*2", 8, "1,4 2,5 3,6 7 8")]
    [InlineData("matrix 2*2", 6, "1,2 1,3 2,4 3,4 5,6")]
    [InlineData("matrix 2*3", 5, "1,2 3,4 5 1,3,5 2,4")]
    public void Covers_rows_and_columns_and_what_is_left_when_the_stream_pauses(string shape, int datagrams, string expected)
    {
        List<byte[]> stream = Stream(Shape(shape), Enumerable.Repeat(4, datagrams));
        IEnumerable<string> groups = stream.Where(d => d[3] == 4).Select(d =>
        {
            Assert.True(ParityGroup.TryRead(d.AsSpan(32), datagrams + 1, out ParityGroup group));
            return string.Join(',', Enumerable.Range(0, group.Count).Select(i => group[i]));
        });
        Assert.Equal(expected.Split(' ').Order(StringComparer.Ordinal), groups.Order(StringComparer.Ordinal));
    }

    // TMC1-P3
    [Fact]
    public void Repairs_every_single_loss_of_a_row_with_its_very_bytes()
    {
        int[] lengths = [0, 7, 31, 100];
        for (int lost = 0; lost < lengths.Length; lost++)
        {
            using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1);
            List<byte[]> stream = Stream(MulticastParity.Row(4), lengths);
            for (int i = 0; i < stream.Count; i++)
            {
                if (i != lost)
                {
                    rig.Arrive(stream[i]);
                }
            }

            List<(byte[] Payload, MulticastInfo Info)> messages = rig.TakeAll();
            Assert.Equal([1L, 2, 3, 4], messages.Select(m => m.Info.Sequence).Order());
            Assert.All(messages, m => Assert.Equal(stream[(int)m.Info.Sequence - 1][32..], m.Payload));
            MulticastStats stats = rig.AssertIdentities();
            Assert.Equal((1, 0, 0), (stats.Repaired, stats.Lost, stats.Pending));
        }
    }

    // TMC1-P3
    [Fact]
    public void Repairs_a_burst_as_long_as_a_row_with_columns_and_a_block_of_any_three_with_both()
    {
        Assert.Equal(4, Repaired(MulticastParity.Column(4, 4), 16, Enumerable.Range(5, 4)));
        Assert.Equal(4, Repaired(MulticastParity.Matrix(4, 4), 16, Enumerable.Range(6, 4)));
        for (int a = 1; a <= 9; a++)
        {
            for (int b = a + 1; b <= 9; b++)
            {
                for (int c = b + 1; c <= 9; c++)
                {
                    Assert.Equal(3, Repaired(MulticastParity.Matrix(3, 3), 9, [a, b, c]));
                }
            }
        }
    }

    [Fact]
    public void Repairs_the_last_datagrams_of_a_stream_that_pauses()
    {
        Assert.Equal(1, Repaired(MulticastParity.Row(10), 3, [3]));
        Assert.Equal(1, Repaired(MulticastParity.Row(10), 1, [1]));
    }

    // TMC1-P3
    [Fact]
    public void Takes_the_datagram_itself_for_a_duplicate_when_it_comes_after_all()
    {
        using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1);
        List<byte[]> stream = Stream(MulticastParity.Row(2), [4, 4]);
        rig.Arrive(stream[1]);
        rig.Arrive(stream[2]);
        rig.Arrive(stream[0]);
        rig.Arrive(stream[2]);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((2, 1, 1, 2), (stats.Unique, stats.Repaired, stats.Duplicates, stats.Parity));
    }

    // TMC1-P4
    [Fact]
    public void Throws_what_was_computed_away_when_it_is_not_the_datagram_it_should_be()
    {
        using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1);
        List<byte[]> stream = Stream(MulticastParity.Row(2), [4, 4]);
        stream[2][60] ^= 1;
        stream[2][44 + 8] ^= 1;
        rig.Arrive(stream[1]);
        rig.Arrive(stream[2]);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((0, 1), (stats.Repaired, stats.RepairsFailed));
    }

    // TMC1-P4
    [Theory]
    [InlineData(32, 0xFF)]
    [InlineData(39, 9)]
    [InlineData(41, 0)]
    [InlineData(41, 33)]
    [InlineData(43, 0)]
    [InlineData(43, 200)]
    public void Refuses_a_parity_over_numbers_that_were_not_sent_or_are_no_group(int at, byte value)
    {
        using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1);
        List<byte[]> stream = Stream(MulticastParity.Row(2), [4, 4]);
        stream[2][at] = value;
        rig.Arrive(stream[2]);

        Assert.Equal((1, 0), (rig.AssertIdentities().Malformed, rig.Stats.Parity));
    }

    [Fact]
    public void Every_identity_comes_out_and_nothing_wrong_is_delivered_whatever_is_lost_and_delayed()
    {
        int seed = Seed.Take();
        for (int i = 0; i < Scripts; i++)
        {
            try
            {
                Run(new Random(unchecked(seed + i)));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }
    }

    private static MulticastParity Shape(string text)
    {
        string[] words = text.Split(' ', '*');
        int columns = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
        int rows = words.Length > 2 ? int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return words[0] switch
        {
            "row" => MulticastParity.Row(columns),
            "column" => MulticastParity.Column(columns, rows),
            _ => MulticastParity.Matrix(columns, rows),
        };
    }

    /// <summary>What a sender sends of messages of these lengths: the data and, where they are due, the parities.</summary>
    private static List<byte[]> Stream(MulticastParity shape, IEnumerable<int> lengths)
    {
        ParityEncoder encoder = new(shape, 2048);
        NativeFormat format = new(0, 1);
        List<byte[]> stream = [];
        long number = 0;
        foreach (int length in lengths)
        {
            byte[] datagram = PipelineRig.Data(++number, length: length);
            for (int i = 0; i < length; i++)
            {
                datagram[Tmc1Header.Size + i] = (byte)((number * 31) + i);
            }

            stream.Add(datagram);
            encoder.Add(number, datagram);
            TakeDue();
        }

        encoder.Flush();
        TakeDue();
        return stream;

        void TakeDue()
        {
            byte[] datagram = new byte[2048];
            while (encoder.TryTake(datagram.AsSpan(Tmc1Header.Size), out int length))
            {
                int total = format.WriteControl(datagram, PacketKind.Parity, number + 1, 1, length);
                stream.Add(datagram[..total]);
            }
        }
    }

    private static long Repaired(MulticastParity shape, int datagrams, IEnumerable<int> lost)
    {
        using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1, reorder: 64);
        foreach (byte[] datagram in Stream(shape, Enumerable.Range(1, datagrams).Select(i => i * 3)))
        {
            Assert.True(Tmc1Header.TryRead(datagram, out Tmc1Header header));
            if (header.Type != Tmc1Type.Data || !lost.Contains((int)header.Sequence))
            {
                rig.Arrive(datagram);
            }
        }

        return rig.AssertIdentities().Repaired;
    }

    private static void Run(Random random)
    {
        int columns = random.Next(2, 6);
        int rows = random.Next(2, 6);
        MulticastParity shape = random.Next(3) switch
        {
            0 => MulticastParity.Row(columns),
            1 => MulticastParity.Column(columns, rows),
            _ => MulticastParity.Matrix(columns, rows),
        };
        List<byte[]> stream = Stream(shape, Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(40)));
        long sent = stream.Count(d => d[3] == 0);
        int loss = random.Next(40);
        List<byte[]> network = [.. stream.Where(_ => random.Next(100) >= loss)];
        for (int i = 0; i + 1 < network.Count; i++)
        {
            if (random.Next(5) == 0)
            {
                (network[i], network[i + 1]) = (network[i + 1], network[i]);
            }
        }

        using PipelineRig rig = new(repairs: MulticastRepairs.Parity, expectFrom: 1, reorder: random.Next(1, 20));
        foreach (byte[] datagram in network)
        {
            rig.Arrive(datagram);
            rig.AssertIdentities();
        }

        rig.Arrive(PipelineRig.Control(PacketKind.End, sent + 1));
        rig.Pipeline.Finish();
        MulticastStats stats = rig.AssertIdentities();
        Dictionary<long, byte[]> truth = stream.Where(d => d[3] == 0).Select((d, i) => (d, i)).ToDictionary(x => (long)x.i + 1, x => x.d[Tmc1Header.Size..]);
        List<(byte[] Payload, MulticastInfo Info)> messages = rig.TakeAll();
        Assert.All(messages, m => Assert.Equal(truth[m.Info.Sequence], m.Payload));
        Assert.Equal(messages.Count, messages.DistinctBy(m => m.Info.Sequence).Count());
        Assert.Equal((sent, 0), (stats.Unique + stats.Lost, stats.RepairsFailed));
    }
}
