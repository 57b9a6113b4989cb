using System.Net;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Pcap;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What is recorded, byte for byte, and what is read of others' files.</summary>
public sealed class DatagramRecordingTests
{
    // The head of a file: nanoseconds, version 2.4, packets of up to 256 KiB, bare IP.
    private const string Head = "4d 3c b2 a1 02 00 04 00 00 00 00 00 00 00 00 00 00 00 04 00 65 00 00 00";

    // 2 s and 7 ns; 30 bytes of packet; 10.0.0.1:5000 to 239.1.2.3:6000; "hi".
    private const string Record = "02 00 00 00 07 00 00 00 1e 00 00 00 1e 00 00 00 "
        + "45 00 00 1e 00 00 00 00 01 11 be ca 0a 00 00 01 ef 01 02 03 13 88 17 70 00 0a 00 00 68 69";

    [Fact]
    public void Writes_a_file_that_others_can_read()
    {
        byte[] head = new byte[PcapFormat.FileHeaderLength];
        PcapFormat.WriteFileHeader(head);
        Assert.Equal(Head, Hex.Text(head));

        byte[] record = new byte[200];
        int length = PcapFormat.WriteRecord(record, "hi"u8, At("10.0.0.1:5000"), At("239.1.2.3:6000"), 2_000_000_007);
        Assert.Equal(Record, Hex.Text(record.AsSpan(0, length)));
    }

    [Fact]
    public void Writes_the_checksum_that_IPv6_demands()
    {
        byte[] record = new byte[200];
        int length = PcapFormat.WriteRecord(record, "abc"u8, At("[fe80::1]:1"), At("[ff02::2]:2"), 0);
        Assert.Equal(16 + 40 + 8 + 3, length);

        // The sum over addresses, length, protocol and datagram is all ones when the checksum is right (RFC 1071).
        long sum = 11 + 17;
        byte[] summed = [.. record[24..length], 0];
        for (int i = 0; i < summed.Length; i += 2)
        {
            sum += (summed[i] << 8) | summed[i + 1];
        }

        Assert.Equal(0xFFFF, (sum & 0xFFFF) + (sum >> 16));
    }

    [Theory]
    [InlineData("4d 3c b2 a1", "65", "", 7)]
    [InlineData("d4 c3 b2 a1", "65", "", 7000)]
    [InlineData("d4 c3 b2 a1", "01", "01 00 5e 01 02 03 02 00 00 00 00 01 08 00", 7000)]
    [InlineData("d4 c3 b2 a1", "01", "01 00 5e 01 02 03 02 00 00 00 00 01 81 00 00 05 08 00", 7000)]
    [InlineData("d4 c3 b2 a1", "71", "00 00 00 01 00 06 02 00 00 00 00 01 00 00 08 00", 7000)]
    public void Reads_the_files_of_others(string magic, string link, string frame, int nanoseconds)
    {
        byte[] head = Hex.Bytes(Head);
        Hex.Bytes(magic).CopyTo(head, 0);
        head[20] = Hex.Bytes(link)[0];
        byte[] record = Hex.Bytes(Record);
        byte[] front = Hex.Bytes(frame);
        record[8] = record[12] = (byte)(30 + front.Length);
        DatagramRecording recording = new(new MemoryStream([.. head, .. record[..16], .. front, .. record[16..]]));

        Assert.True(recording.TryRead(out RecordedDatagram datagram));
        Assert.Equal(2_000_000_000 + nanoseconds, datagram.TimeNanoseconds);
        Assert.Equal(("239.1.2.3:6000", "6869"), (datagram.To.ToString(), Convert.ToHexString(datagram.Payload.Span)));
        Assert.False(recording.TryRead(out _));
        Assert.Equal(0, recording.Skipped);
    }

    [Fact]
    public void Reads_a_file_written_the_other_way_round()
    {
        byte[] head = Hex.Bytes("a1 b2 3c 4d 00 02 00 04 00 00 00 00 00 00 00 00 00 04 00 00 00 00 00 65");
        byte[] record = Hex.Bytes(Record);
        for (int i = 0; i < 16; i += 4)
        {
            Array.Reverse(record, i, 4);
        }

        DatagramRecording recording = new(new MemoryStream([.. head, .. record]));
        Assert.True(recording.TryRead(out RecordedDatagram datagram));
        Assert.Equal(2_000_000_007, datagram.TimeNanoseconds);
    }

    [Fact]
    public void Skips_and_counts_what_is_no_whole_datagram_and_ends_where_a_file_was_cut()
    {
        byte[] tcp = Hex.Bytes(Record);
        tcp[16 + 9] = 6;
        byte[] fragment = Hex.Bytes(Record);
        fragment[16 + 6] = 0x20;
        byte[] lies = Hex.Bytes(Record);
        lies[16 + 25] = 200;
        DatagramRecording recording = new(new MemoryStream([.. Hex.Bytes(Head), .. tcp, .. fragment, .. lies, .. Hex.Bytes(Record), .. tcp[..20]]));
        Assert.True(recording.TryRead(out _));
        Assert.False(recording.TryRead(out _));
        Assert.Equal(3, recording.Skipped);
    }

    [Theory]
    [InlineData("", "shorter than the head")]
    [InlineData("0a 0d 0d 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "editcap -F pcap")]
    [InlineData("4d 3c b2 a1 02 00 04 00 00 00 00 00 00 00 00 00 00 00 04 00 69 00 00 00", "link type 105")]
    public void Says_what_is_wrong_with_a_file(string head, string expected) => Assert.Contains(
        expected, Assert.Throws<InvalidDataException>(() => new DatagramRecording(new MemoryStream(Hex.Bytes(head)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Reads_any_bytes_without_fault()
    {
        Random random = new(Seed.Take());
        for (int i = 0; i < 20_000; i++)
        {
            byte[] file = [.. Hex.Bytes(Head), .. Hex.Bytes(Record), .. Hex.Bytes(Record)];
            for (int change = 0; change < 4; change++)
            {
                file[random.Next(20, file.Length)] = (byte)random.Next(256);
            }

            try
            {
                DatagramRecording recording = new(new MemoryStream(file));
                while (recording.TryRead(out _))
                {
                }
            }
            catch (InvalidDataException)
            {
                // Named, and that is all that may happen.
            }
        }
    }

    [Theory]
    [InlineData(MulticastCalls.Fastest, MulticastTrains.Never)]
    [InlineData(MulticastCalls.Fastest, MulticastTrains.WherePossible)]
    [InlineData(MulticastCalls.Managed, MulticastTrains.Never)]
    public async Task Records_what_a_receiver_receives(MulticastCalls calls, MulticastTrains trains)
    {
        using MemoryStream file = new();
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Recording = file, Wire = MulticastWire.Raw, Calls = calls, Trains = trains };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { Wire = MulticastWire.Raw });
        long before = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        await MulticastRig.SendAsync(sender, 200, 100);
        await Eventually.TrueAsync(() => receiver.Stats.DatagramsRead == 200);
        await receiver.StopAsync().WithinAsync();
        MulticastRig.AssertIdentities(receiver.Stats);
        Assert.Equal((200, 0), (receiver.Stats.Recorded, receiver.Stats.NotRecorded));

        file.Position = 0;
        DatagramRecording recording = new(file);
        Numbered numbered = new(1);
        long last = before - 1_000_000;
        for (int i = 0; i < 200; i++)
        {
            Assert.True(recording.TryRead(out RecordedDatagram datagram));
            numbered.Check(datagram.Payload.Span[..Numbered.Size]);
            Assert.InRange(datagram.TimeNanoseconds, last, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
            last = datagram.TimeNanoseconds;
            Assert.Equal(options.EndPoints[0].Address, datagram.To.Address);
        }

        Assert.False(recording.TryRead(out _));
    }

    [Fact]
    public async Task Goes_on_receiving_when_the_disk_is_full_and_counts_what_is_not_recorded()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Recording = new FullDisk() };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
        await Eventually.TrueAsync(() => receiver.RecordingError is not null);
        await MulticastRig.SendAsync(sender, 10, 100);
        await Eventually.TrueAsync(() => receiver.Stats.Unique == 10);

        Assert.Equal("full", receiver.RecordingError!.Message);
        Assert.InRange(receiver.Stats.NotRecorded, 10, long.MaxValue);
        MulticastRig.AssertIdentities(receiver.Stats);
    }

    [Fact]
    public async Task What_a_failed_write_took_along_is_not_recorded()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Recording = new FullDisk(takes: PcapFormat.FileHeaderLength) };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        await Eventually.TrueAsync(() => options.Recording!.Length > 0);
        for (int i = 1; i <= 10; i++)
        {
            raw.Send(PipelineRig.Data(i));
        }

        await Eventually.TrueAsync(() => receiver.Stats.DatagramsRead == 10);
        await receiver.StopAsync().WithinAsync();

        Assert.Equal("full", receiver.RecordingError!.Message);
        Assert.Equal((0, 10), (receiver.Stats.Recorded, receiver.Stats.NotRecorded));
        MulticastRig.AssertIdentities(receiver.Stats);
    }

    private static DatagramSource At(string endPoint) => DatagramSource.From(IPEndPoint.Parse(endPoint));

    private sealed class FullDisk(int takes = 0) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > takes)
            {
                throw new IOException("full");
            }

            base.Write(buffer, offset, count);
        }
    }
}
